import type { Clock } from '../../base/clock.ts';
import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import type { WhyNot } from '../../contract/job.ts';
import type {
  JobOverview as JobOverviewView,
  JobPulse,
  JobStats,
  JobStatus,
  QueueCounts,
  QueueView,
} from '../../contract/job-overview.ts';
import type { Database } from '../../db/database.ts';
import type { JobError } from '../job-record.ts';
import { windowText } from '../run-window.ts';
import { workerVerdict } from '../worker-verdict.ts';
import { dueAt, heldBack } from './due-work.ts';
import { type KindWeight, openGroups, viewServices } from './list-groups.ts';
import { listRunning } from './list-jobs.ts';
import { isLive, listWorkers } from './list-workers.ts';
import { countQueues, noJobs, type QueueNow, sumCounts } from './queue-counts.ts';
import { browsedAtMs } from '../ledger/run-windows.ts';
import { factsOf, type LedgerNow, pausedNames, pauseOf, queueSettings, queueWaits, startable } from './queue-facts.ts';
import { etaMs, isDone, isFault, perMinute, readThroughput, type Throughput, viewStats } from './throughput.ts';
import { whyNot, whyNothingRuns } from './why-not.ts';

/** What the overview is made from. */
export interface OverviewNeeds {
  /** Only reads, and never waits for a writer. */
  readonly db: Database;
  readonly clock: Clock;
  /** Every kind of job there is, so that a queue has its card before its first job. */
  readonly kinds: readonly (KindWeight & { readonly queue: string })[];
  /** Queues that the pause button stops: those of imports. */
  readonly heavyQueues: readonly string[];
  /** A worker silent for longer has lost its jobs, and counts as gone. */
  readonly freshMs: number;
  readonly engine: string;
  /** Most jobs at once by the settings, by name of a queue (and of kinds and services). */
  limits?(): Readonly<Record<string, number>>;
  /** False while the volume of the database is full. */
  hasRoom(): Promise<boolean>;
  /** Why the database refuses the worker of this process; undefined while it does not, or where none works. */
  refusal?(): JobError | undefined;
}

const MOST_RUNNING = 100;
const PULSE_RUNNING = 50;
const CARD_MINUTES = 60;
/** Counts that took less are never kept. */
const MOMENT_MS = 10;

/** What runs, what waits and why: for pages, commands, health and metrics. Reads the ledger from its indexes. */
export class JobOverview {
  readonly #needs: OverviewNeeds;
  #counted:
    | { readonly queues: ReadonlyMap<string, QueueNow>; readonly atMs: number; readonly costMs: number }
    | undefined;

  constructor(needs: OverviewNeeds) {
    this.#needs = needs;
  }

  /** Everything of the jobs page but its lists. */
  async view(): Promise<JobOverviewView> {
    const { db } = this.#needs;
    const now = await this.look();
    const throughput = await readThroughput(db, { nowMs: now.atMs, minutes: CARD_MINUTES });
    const queues = this.#names(now).map((name) => this.#card(name, now, throughput));
    const counts = sumCounts(queues.map((queue) => queue.counts));
    return {
      at: isoTime(now.atMs),
      verdict: this.#judge(now).verdict,
      counts,
      why: this.#why(now),
      queues,
      workers: [...now.workers],
      running: await listRunning(db, MOST_RUNNING),
      services: await viewServices(db, now),
      groups: await openGroups(db, { nowMs: now.atMs, kinds: this.#needs.kinds }),
    };
  }

  /** Why nothing runs though something is left to do; null while something runs, as the caller has counted, or all is done. */
  async why(running: number): Promise<WhyNot | null> {
    if (running > 0 && this.#refusal() === null && (await this.#needs.hasRoom())) return null;
    return this.#why(await this.look());
  }

  /** One queue as its card. */
  async queue(name: string): Promise<QueueView> {
    const now = await this.look();
    return this.#card(name, now, await readThroughput(this.#needs.db, { nowMs: now.atMs, minutes: CARD_MINUTES }));
  }

  /** What moves, for the event stream. */
  async pulse(): Promise<JobPulse> {
    const now = await this.look();
    const queues = this.#names(now).map((name) => ({
      name,
      counts: now.queues.get(name)?.counts ?? noJobs,
      paused: pauseOf(now.settings.get(name), now.atMs) !== null,
    }));
    return {
      verdict: this.#judge(now).verdict,
      counts: sumCounts(queues.map(({ counts }) => counts)),
      why: this.#why(now),
      queues,
      running: await listRunning(this.#needs.db, PULSE_RUNNING),
    };
  }

  /** The light status: a few indexed reads, the same answer for every engine. */
  async status(): Promise<JobStatus> {
    const { engine, heavyQueues } = this.#needs;
    const now = await this.look();
    const counts = sumCounts([...now.queues.values()].map((queue) => queue.counts));
    const heavy = sumCounts(heavyQueues.map((name) => now.queues.get(name)?.counts ?? noJobs));
    const { verdict, reasonCode } = this.#judge(now);
    const live = now.workers.filter(isLive);
    const beats = now.workers.map(({ seenAt }) => seenAt).sort();
    const due = dueAt(now, () => true);
    return {
      engine: { name: engine, installed: true, status: live.length > 0 ? 'running' : 'inactive' },
      jobs: {
        pending: unstarted(counts),
        running: counts.running,
        failed: counts.failed,
        ingestPending: unstarted(heavy),
        oldestDueAt: isoTimeOrNull(due),
      },
      worker: {
        status: verdict,
        source: now.workers.length > 0 ? 'heartbeat' : due === null ? 'none' : 'jobs',
        reasonCode,
        live: live.length,
        lastHeartbeatAt: beats.at(-1) ?? null,
      },
    };
  }

  async stats(minutes: number): Promise<JobStats> {
    return viewStats(await readThroughput(this.#needs.db, { nowMs: this.#needs.clock.now(), minutes }));
  }

  /** What the reasons of a queue are taken from. */
  async look(): Promise<LedgerNow> {
    const { db, clock, freshMs } = this.#needs;
    const atMs = clock.now();
    const roots = await db.selectFrom('storage_root').select(['id', 'name']).execute();
    return {
      atMs,
      hasRoom: await this.#needs.hasRoom(),
      refusal: this.#refusal(),
      known: this.#needs.kinds.map(({ queue }) => queue),
      browsedAtMs: await browsedAtMs(db),
      queues: await this.#count(atMs),
      settings: await queueSettings(db),
      services: await db.selectFrom('job_service').selectAll().orderBy('name').execute(),
      workers: await listWorkers(db, { atMs, freshMs }),
      waits: await queueWaits(db),
      roots: new Map(roots.map(({ id, name }) => [id, name])),
    };
  }

  /** Counting long queues costs time: what took more than a moment is counted again for a twentieth of the time at most. */
  async #count(nowMs: number): Promise<ReadonlyMap<string, QueueNow>> {
    const { db, clock } = this.#needs;
    const startedMs = clock.monotonic();
    const last = this.#counted;
    if (last && last.costMs > MOMENT_MS && startedMs - last.atMs < last.costMs * 20) return last.queues;
    const queues = await countQueues(db, nowMs);
    this.#counted = { queues, atMs: startedMs, costMs: clock.monotonic() - startedMs };
    return queues;
  }

  /** A moment's lock is nothing to tell. */
  #refusal(): JobError | null {
    const refusal = this.#needs.refusal?.();
    return refusal === undefined || refusal.code === 'busy' ? null : refusal;
  }

  #names(now: LedgerNow): readonly string[] {
    return [...new Set([...now.known, ...now.queues.keys(), ...pausedNames(now)])];
  }

  #why(now: LedgerNow): WhyNot | null {
    // What the ledger calls running cannot end while nothing can be written.
    if (now.hasRoom && now.refusal === null && [...now.queues.values()].some(({ counts }) => counts.running > 0))
      return null;
    return whyNothingRuns(this.#names(now).map((name) => whyNot(factsOf(name, now), now.atMs)));
  }

  #judge(now: LedgerNow): ReturnType<typeof workerVerdict> {
    const live = now.workers.filter(isLive);
    const isServed = (name: string): boolean => live.some(({ queues }) => queues.length === 0 || queues.includes(name));
    return workerVerdict({
      nowMs: now.atMs,
      live: live.length,
      stale: now.workers.filter(({ state }) => state === 'stale').length,
      running: sumCounts([...now.queues.values()].map(({ counts }) => counts)).running,
      dueAtMs: dueAt(now, () => true),
      unservedAtMs: dueAt(now, (queue) => !isServed(queue)),
      heldBack: heldBack(now),
    });
  }

  #card(name: string, now: LedgerNow, throughput: Throughput): QueueView {
    const { kinds, heavyQueues } = this.#needs;
    const { counts, due } = now.queues.get(name) ?? { counts: noJobs, due: [] };
    const setting = now.settings.get(name);
    const pause = pauseOf(setting, now.atMs);
    const series = perMinute(throughput, (row) => row.queue === name && isDone(row));
    const why: WhyNot = whyNot(factsOf(name, now), now.atMs);
    return {
      name,
      heavy: heavyQueues.includes(name),
      kinds: kinds.flatMap(({ queue, kind }) => (queue === name ? [kind] : [])),
      counts,
      paused: pause && {
        at: isoTime(setting?.paused_at_ms ?? now.atMs),
        by: pause.by,
        untilAt: isoTimeOrNull(pause.untilMs),
      },
      concurrency: setting?.concurrency ?? null,
      settingsLimit: this.#needs.limits?.()[name] ?? null,
      window: windowText(setting?.run_window ?? null),
      perMinute: series,
      failedPerMinute: perMinute(throughput, (row) => row.queue === name && isFault(row)),
      oldestDueAt: isoTimeOrNull(startable(due, now).sinceMs),
      etaMs: moves(counts, why) ? etaMs(series, counts.ready + counts.running) : null,
      why: why.cause === 'running' || why.cause === 'all-done' ? null : why,
    };
  }
}

/** What is told of a queue that moves; while nothing can be written, not even what runs can end. */
const MOVES: ReadonlySet<WhyNot['cause']> = new Set(['about-to-start', 'all-done']);
const STUCK: ReadonlySet<WhyNot['cause']> = new Set(['worker-error', 'disk-full']);

/** The end of a queue is foreseeable. */
function moves({ running }: QueueCounts, { cause }: WhyNot): boolean {
  return MOVES.has(cause) || (running > 0 && !STUCK.has(cause));
}

function unstarted(counts: { ready: number; delayed: number; blocked: number; waiting: number }): number {
  return counts.ready + counts.delayed + counts.blocked + counts.waiting;
}
