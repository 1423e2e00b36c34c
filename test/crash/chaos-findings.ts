import type { Database } from '../../src/db/database.ts';
import type { JobState } from '../../src/db/tables/job.ts';

/** What was seen after a chaos. Everything in `faults` has to be 0. */
export interface ChaosFindings {
  readonly jobs: number;
  readonly byState: Readonly<Partial<Record<JobState, number>>>;
  readonly effects: number;
  readonly kills: number;
  /** Attempts that ended with their worker. */
  readonly lost: number;
  /** Jobs that failed because their workers were killed four times under them, and were then tried again by hand. */
  readonly lostTooOften: number;
  /** From a kill until the job ran again, another worker being there all the time. Of first losses: further ones are damped. */
  readonly rerunMs: Spread;
  /** The same where at times none was, or the database was in trouble: also until one of them was back. */
  readonly rerunOfAllMs: Spread;
  /** Of that, how long one of them was there: without the start of processes, which takes as long as the machine is busy. */
  readonly rerunOnceBackMs: Spread;
  readonly faults: {
    readonly notFinal: number;
    readonly doubledEffects: number;
    readonly missingEffects: number;
    readonly effectsOfFailed: number;
    readonly missingJobs: number;
    readonly leases: number;
    readonly partFiles: number;
    readonly missingFiles: number;
    readonly workersAlive: number;
    readonly wrongFailures: number;
    readonly crashedWorkers: number;
  };
}

/** Milliseconds: middle, the longest but one in twenty, and longest. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** When the database was away, or its disk full; any time from one moment to another. */
export interface Trouble {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A worker that the trouble took by surprise looks again a second later, and then goes on. */
const AFTER_TROUBLE_MS = 2_000;

interface Seen {
  /** Workers that ended though nobody killed them. */
  readonly crashed: number;
  readonly troubles: readonly Trouble[];
  readonly killedAtMs: ReadonlyMap<string, number>;
  readonly jobs: number;
  readonly files: readonly string[];
  /** Jobs that somebody tried again. */
  readonly retried: ReadonlySet<string>;
}

/** Compares jobs, effects and files with what has to be. */
export async function findFaults(
  db: Database,
  { killedAtMs, crashed, troubles, jobs: planned, files, retried }: Seen,
): Promise<ChaosFindings> {
  const jobs = await db.selectFrom('job').selectAll().execute();
  const effects = await db.selectFrom('event').select('subject').where('type', '=', 'chaos.effect').execute();
  const times = new Map<string, number>();
  for (const { subject } of effects) times.set(subject ?? '', (times.get(subject ?? '') ?? 0) + 1);
  const subjectOf = (job: (typeof jobs)[number]): string => {
    return `${job.kind.slice('chaos.'.length)} ${numberOf(job)}`;
  };
  const done = jobs.filter((job) => job.state === 'done');
  const failed = jobs.filter((job) => job.state === 'failed');
  const parents = done.filter((job) => job.kind === 'chaos.parent').length;
  const filesDone = done.filter((job) => job.kind === 'chaos.file').length;
  const alive = await db.selectFrom('worker').select('id').where('state', '!=', 'stopped').execute();
  return {
    jobs: jobs.length,
    byState: Object.fromEntries([...Map.groupBy(jobs, (job) => job.state)].map(([state, of]) => [state, of.length])),
    effects: effects.length,
    kills: killedAtMs.size,
    lostTooOften: retried.size,
    ...(await recovery(db, { killedAtMs, troubles, retried })),
    faults: {
      notFinal: jobs.filter((job) => !['done', 'failed'].includes(job.state)).length,
      doubledEffects: [...times.values()].filter((count) => count > 1).length,
      missingEffects: done.filter((job) => !times.has(subjectOf(job))).length,
      effectsOfFailed: failed.filter((job) => times.has(subjectOf(job))).length,
      missingJobs: planned + 2 * parents - jobs.length,
      leases: jobs.filter((job) => job.worker_id !== null || job.lease_until_ms !== null).length,
      partFiles: done.filter((job) => job.kind === 'chaos.file' && files.includes(`${numberOf(job)}.part`)).length,
      missingFiles: Math.max(0, filesDone - files.filter((name) => name.endsWith('.txt')).length),
      workersAlive: alive.length,
      crashedWorkers: crashed,
      wrongFailures: failed.filter((job) => job.kind !== 'chaos.hopeless').length,
    },
  };
}

function numberOf({ payload }: { payload: string }): number {
  return (JSON.parse(payload) as { n: number }).n;
}

async function recovery(
  db: Database,
  { killedAtMs, troubles, retried }: Pick<Seen, 'killedAtMs' | 'troubles' | 'retried'>,
): Promise<Pick<ChaosFindings, 'lost' | 'rerunMs' | 'rerunOfAllMs' | 'rerunOnceBackMs'>> {
  const lives = await livesOf(db, killedAtMs);
  const attempts = await db.selectFrom('job_attempt').selectAll().orderBy('job_id').orderBy('attempt').execute();
  const started = new Map(attempts.map((a) => [`${a.job_id} ${a.attempt}`, a.started_at_ms]));
  const lost = attempts.filter((a) => a.outcome === 'lost');
  const [rerun, rerunOfAll, onceBack]: [number[], number[], number[]] = [[], [], []];
  const before = new Set<string>();
  for (const attempt of lost) {
    const isFirst = !before.has(attempt.job_id);
    before.add(attempt.job_id);
    const killed = killedAtMs.get(attempt.worker_id);
    const again = started.get(`${attempt.job_id} ${attempt.attempt + 1}`);
    if (killed === undefined || again === undefined || !isFirst || retried.has(attempt.job_id)) continue;
    const helped = helpedMs({ fromMs: killed, toMs: again }, lives, troubles);
    if (helped < again - killed) {
      rerunOfAll.push(again - killed);
      onceBack.push(helped);
    } else rerun.push(again - killed);
  }
  return {
    lost: lost.length,
    rerunMs: spreadOf(rerun),
    rerunOfAllMs: spreadOf(rerunOfAll),
    rerunOnceBackMs: spreadOf(onceBack),
  };
}

/** From when to when each worker was there. */
async function livesOf(db: Database, killedAtMs: ReadonlyMap<string, number>): Promise<readonly Trouble[]> {
  const workers = await db.selectFrom('worker').select(['id', 'started_at_ms', 'stopped_at_ms']).execute();
  return workers.map(({ id, started_at_ms: fromMs, stopped_at_ms: stoppedAtMs }) => {
    return { fromMs, toMs: killedAtMs.get(id) ?? stoppedAtMs ?? Infinity };
  });
}

/** Milliseconds of a time in which somebody lived and nothing was in trouble. */
function helpedMs(time: Trouble, lives: readonly Trouble[], troubles: readonly Trouble[]): number {
  const late = troubles.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs + AFTER_TROUBLE_MS }));
  const marks = [time, ...lives, ...late].flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const inside = marks.filter((ms) => ms >= time.fromMs && ms <= time.toMs).toSorted((a, b) => a - b);
  const isIn = (fromMs: number, spans: readonly Trouble[]): boolean => {
    return spans.some((span) => span.fromMs <= fromMs && fromMs < span.toMs);
  };
  let sum = 0;
  for (const [n, fromMs] of inside.entries()) {
    const toMs = inside[n + 1] ?? fromMs;
    if (isIn(fromMs, lives) && !isIn(fromMs, late)) sum += toMs - fromMs;
  }
  return sum;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}
