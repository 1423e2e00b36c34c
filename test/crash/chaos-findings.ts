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
  /** From a kill until the job ran again, another worker being there. Of first losses: further ones are damped. */
  readonly rerunMs: Spread;
  /** The same where all were killed, or the database was in trouble: also until one of them was back. */
  readonly rerunOfAllMs: Spread;
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

/** When the database was away, or its disk full. */
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
  /** Workers that were killed while nobody was spared. */
  readonly unspared: ReadonlySet<string>;
  readonly killedAtMs: ReadonlyMap<string, number>;
  readonly jobs: number;
  readonly files: readonly string[];
  /** Jobs that somebody tried again. */
  readonly retried: ReadonlySet<string>;
}

/** Compares jobs, effects and files with what has to be. */
export async function findFaults(
  db: Database,
  { killedAtMs, unspared, crashed, troubles, jobs: planned, files, retried }: Seen,
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
    ...(await recovery(db, { killedAtMs, unspared, troubles, retried })),
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
  { killedAtMs, unspared, troubles, retried }: Pick<Seen, 'killedAtMs' | 'unspared' | 'troubles' | 'retried'>,
): Promise<Pick<ChaosFindings, 'lost' | 'rerunMs' | 'rerunOfAllMs'>> {
  const attempts = await db.selectFrom('job_attempt').selectAll().orderBy('job_id').orderBy('attempt').execute();
  const started = new Map(attempts.map((a) => [`${a.job_id} ${a.attempt}`, a.started_at_ms]));
  const lost = attempts.filter((a) => a.outcome === 'lost');
  const [rerun, rerunOfAll]: [number[], number[]] = [[], []];
  const before = new Set<string>();
  for (const attempt of lost) {
    const isFirst = !before.has(attempt.job_id);
    before.add(attempt.job_id);
    const killed = killedAtMs.get(attempt.worker_id);
    const again = started.get(`${attempt.job_id} ${attempt.attempt + 1}`);
    if (killed === undefined || again === undefined || !isFirst || retried.has(attempt.job_id)) continue;
    const isTroubled = troubles.some(({ fromMs, toMs }) => fromMs < again && killed < toMs + AFTER_TROUBLE_MS);
    (isTroubled || unspared.has(attempt.worker_id) ? rerunOfAll : rerun).push(again - killed);
  }
  return { lost: lost.length, rerunMs: spreadOf(rerun), rerunOfAllMs: spreadOf(rerunOfAll) };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}
