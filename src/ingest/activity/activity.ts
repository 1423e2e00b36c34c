import type { Clock } from '../../base/clock.ts';
import type { WhyNot } from '../../contract/job.ts';
import type { ImportView } from '../../contract/import.ts';
import type { ActivityView } from '../../contract/system.ts';
import { timelineRevision } from '../../catalogue/timeline/revision.ts';
import type { Database } from '../../db/database.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import { pausedQueues, totalJobs } from '../../jobs/ledger/admin.ts';
import { getSession } from '../session/list-items.ts';
import { keptEndMs } from '../session/session-report.ts';
import { stageCounts, viewSession, type StageCounts } from '../session/session-view.ts';
import { heldBy } from './held-by.ts';
import { LibrarySize } from './library-size.ts';
import { Pace } from './pace.ts';
import { problemCount } from './problem-count.ts';

interface ActivityNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** Why nothing goes on, while so many jobs are noted as running; asked only where something is left to do. */
  why(running: number): Promise<WhyNot | null>;
  /** The settings let no job start of the queue that kinds call so: no import waits for what it would do. */
  isOff?(queue: string): boolean;
}

/** A session that was looked at; its stages are counted again only while they can change. */
interface Watched {
  readonly pace: Pace;
  /** As the session was when its stages were counted: what is told of both fits together. */
  at: Pick<ImportSessionTable, 'state' | 'hashed'>;
  stages: StageCounts;
  countedAtMs: number;
  costMs: number;
}

/** What costs time to count. */
type Counts = Pick<ActivityView, 'jobs' | 'problems'>;

/** Sessions shown as running at once. */
const MOST_RUNNING = 20;
/** Counts that took less are never kept. */
const MOMENT_MS = 10;

/** What runs now, how fast, and how big the library is: the one source of the activity strip, the imports page and the CLI's bar. */
export class Activity {
  readonly #needs: ActivityNeeds;
  readonly #watched = new Map<string, Watched>();
  /** Sessions that are done with everything, and when the last of it ended. */
  readonly #ends = new Map<string, string>();

  readonly #size: LibrarySize;
  #counted: { readonly counts: Counts; readonly atMs: number; readonly costMs: number } | undefined;

  constructor(needs: ActivityNeeds) {
    this.#needs = needs;
    this.#size = new LibrarySize(needs.db, needs.clock);
  }

  /** Everything the strip says. A few indexed reads. */
  async snapshot(): Promise<ActivityView> {
    const { db } = this.#needs;
    const sessions = await this.#openSessions();
    const views = await Promise.all(sessions.map((session) => this.view(session)));
    const running = views.filter((view) => view.state === 'running' || view.state === 'waiting');
    for (const id of this.#watched.keys()) if (!running.some((view) => view.id === id)) this.#watched.delete(id);
    const paused = await pausedQueues(db, this.#needs.clock.now());
    const { jobs, problems } = await this.#count();
    const revision = await timelineRevision(db);
    const size = await this.#size.look(revision);
    const isLeft = jobs.waiting + jobs.running + running.length > 0;
    const why = isLeft ? await this.#needs.why(jobs.running) : null;
    return {
      state: isLeft ? stateBy(why) : paused.length > 0 ? 'paused' : 'idle',
      why: why?.sentence ?? null,
      paused: [...paused],
      assets: size.assets,
      companions: size.companions,
      bytes: size.bytes,
      revision,
      problems,
      jobs,
      imports: running.map((view) => ({
        id: view.id,
        title: view.title,
        done: doneOf(view),
        total: totalOf(view),
        walkDone: view.walkDone,
        ratePerS: view.ratePerS,
        etaMs: view.etaMs,
      })),
    };
  }

  /** How much the library holds, and of how much of it something failed. */
  async items(): Promise<Pick<ActivityView, 'assets' | 'companions' | 'bytes' | 'problems'>> {
    const { problems } = await this.#count();
    const { assets, companions, bytes } = await this.#size.look(await timelineRevision(this.#needs.db));
    return { assets, companions, bytes, problems };
  }

  /** Counting long queues costs time: what took more than a moment is counted again for a twentieth of the time at most. */
  async #count(): Promise<Counts> {
    const { db, clock } = this.#needs;
    const atMs = clock.monotonic();
    const last = this.#counted;
    if (last && last.costMs > MOMENT_MS && atMs - last.atMs < last.costMs * 20) return last.counts;
    const counts = { jobs: await totalJobs(db), problems: await problemCount(db) };
    this.#counted = { counts, atMs, costMs: clock.monotonic() - atMs };
    return counts;
  }

  /** A session with its stages and pace. @throws session_not_found */
  async session(id: string): Promise<ImportView> {
    return await this.view(await getSession(this.#needs.db, id));
  }

  async view(session: ImportSessionTable): Promise<ImportView> {
    const nowMs = this.#needs.clock.now();
    const watched = await this.#watch(session, nowMs);
    const plain = viewSession({ ...session, hashed: watched.at.hashed }, this.#wanted(watched.stages), {
      ratePerS: null,
      etaMs: null,
    });
    if (plain.state === 'done') return { ...plain, endedAt: await this.#endOf(session) };
    if (plain.state !== 'running' && plain.state !== 'waiting') return plain;
    const held = await heldBy(this.#needs.db, session);
    if (held) return { ...plain, ...held };
    if (plain.state === 'waiting') return plain;
    return { ...plain, ...watched.pace.look(nowMs, doneOf(plain), totalOf(plain)) };
  }

  /** The stages that work is to be done for. */
  #wanted(stages: StageCounts): StageCounts {
    const isOff = (queue: string): boolean => this.#needs.isOff?.(queue) ?? false;
    return {
      ...stages,
      describable: isOff('metadata') ? stages.described : stages.describable,
      picturable: isOff('pictures') ? stages.pictured : stages.picturable,
    };
  }

  /** Counting costs time on large sessions: at most a twentieth of the time goes into it. */
  async #watch(session: ImportSessionTable, nowMs: number): Promise<Watched> {
    const known = this.#watched.get(session.id);
    const isFresh = known?.at.state === session.state && nowMs - known.countedAtMs < known.costMs * 20;
    if (known && isFresh) return known;
    const startedMs = this.#needs.clock.monotonic();
    const stages = await stageCounts(this.#needs.db, session.id);
    const costMs = this.#needs.clock.monotonic() - startedMs;
    const watched = known ?? {
      pace: new Pace(nowMs, stages.pictured + session.hashed),
      at: session,
      stages,
      countedAtMs: nowMs,
      costMs,
    };
    Object.assign(watched, { at: session, stages, countedAtMs: nowMs, costMs });
    this.#watched.set(session.id, watched);
    return watched;
  }

  /** When the last job of a session ended: pictures come after the scan. Asked once; what is kept of its run outlives its jobs. */
  async #endOf(session: ImportSessionTable): Promise<string> {
    const known = this.#ends.get(session.id);
    if (known !== undefined) return known;
    const end = new Date(keptEndMs(session) ?? (await this.#lastEndMs(session))).toISOString();
    this.#ends.set(session.id, end);
    return end;
  }

  async #lastEndMs(session: ImportSessionTable): Promise<number> {
    const last = await this.#needs.db
      .selectFrom('job')
      .select((eb) => eb.fn.max('finished_at_ms').as('atMs'))
      .where('session_id', '=', session.id)
      .executeTakeFirst();
    return Math.max(session.ended_at_ms ?? session.started_at_ms, last?.atMs ?? 0);
  }

  async #openSessions(): Promise<ImportSessionTable[]> {
    const { db } = this.#needs;
    const open = await db
      .selectFrom('import_session')
      .selectAll()
      .where('state', 'in', ['waiting', 'running'])
      .orderBy('id')
      .limit(MOST_RUNNING)
      .execute();
    // A scan that ended may have pictures to come: the last few are asked, until they have none.
    const recent = await db
      .selectFrom('import_session')
      .selectAll()
      .where('state', '=', 'done')
      .orderBy('id', 'desc')
      .limit(3)
      .execute();
    return [...open, ...recent.filter((session) => !this.#ends.has(session.id))];
  }
}

/** Files through all stages: an unchanged or skipped file is done when it is found so. */
function doneOf(view: ImportView): number {
  const { described, pictured, hashed } = view.stages;
  return Math.max(0, hashed.done - Math.max(pictured.total - pictured.done, described.total - described.done));
}

function totalOf(view: ImportView): number {
  return view.stages.found.total;
}

const STALLED: ReadonlySet<WhyNot['cause']> = new Set(['no-worker', 'no-worker-for-queue', 'worker-error']);

/** One word for work that is left while nothing runs. */
function stateBy(why: WhyNot | null): ActivityView['state'] {
  if (why === null || why.cause === 'about-to-start') return 'working';
  if (why.cause === 'paused') return 'paused';
  return STALLED.has(why.cause) ? 'stalled' : 'waiting';
}
