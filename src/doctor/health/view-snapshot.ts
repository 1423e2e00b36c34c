import type { HealthPart, HealthSnapshot } from '../../contract/health.ts';
import type { JobRow } from '../../contract/job.ts';
import type { JobOverview } from '../../contract/job-overview.ts';
import type { LastFailure } from '../../jobs/overview/last-failure.ts';
import type { LibraryState } from './library-state.ts';

type Brief = HealthSnapshot['jobs']['recent'][number];

interface SnapshotFacts {
  readonly library: LibraryState;
  readonly overview: Pick<JobOverview, 'running' | 'workers'>;
  /** Running jobs that have not moved. */
  readonly still: readonly JobRow[];
  readonly lastFailure: LastFailure | undefined;
  readonly parts: readonly HealthPart[];
}

/** The state of the library in one answer. */
export function viewSnapshot({ library, overview, still, lastFailure, parts }: SnapshotFacts): HealthSnapshot {
  const { schema, connection, items, ended, scans } = library;
  const silent = new Set(overview.workers.filter(({ state }) => state === 'stale').map(({ id }) => id));
  const lost = overview.running.filter(({ workerId }) => workerId !== null && silent.has(workerId));
  const stuck = [...lost, ...still.filter(({ id }) => !lost.some((job) => job.id === id))];
  return {
    database: {
      driver: schema.driver,
      version: schema.version,
      connection,
      pendingMigrations: [...schema.pending],
      schemaDifferences: [...schema.differences],
    },
    items,
    findings: findingsOf(parts),
    jobs: {
      stuck: stuck.map(briefOf),
      recent: ended.map(briefOf),
      lastError: lastFailure ? errorOf(lastFailure) : null,
    },
    scans,
  };
}

function findingsOf(parts: readonly HealthPart[]): HealthSnapshot['findings'] {
  return (['bad', 'warn'] as const).flatMap((severity) => {
    const found = parts.filter(({ state }) => state === severity);
    const byCheck = Map.groupBy(found, ({ id }) => id.split('.', 1)[0] ?? id);
    return [...byCheck].map(([check, { length: count }]) => ({ check, severity, count }));
  });
}

function briefOf({ id, kind, state, startedAt, finishedAt, problem }: JobRow): Brief {
  return { id, kind, state, startedAt, finishedAt, code: problem?.code ?? null };
}

function errorOf({ id, kind, at, problem }: LastFailure): NonNullable<HealthSnapshot['jobs']['lastError']> {
  const { code, message, help } = problem;
  return { id, kind, at, code, message, help };
}
