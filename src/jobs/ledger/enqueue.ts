import { AppError } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { attemptsOf } from '../decide-failure.ts';
import type { Enqueued, NewJob } from '../engine.ts';
import { laneOf } from '../lane.ts';
import type { QueueNaming } from '../queue-naming.ts';
import { rows } from '../../db/rows.ts';
import type { AskedJob } from './admit.ts';
import { insertDeps } from './deps.ts';
import { noteMoved } from './moved-jobs.ts';

/** Rows of one statement. */
const CHUNK = 1_000;
const DEFAULT_PRIORITY = 100;
const UNFINISHED = `unique_key is not null and state not in ('done', 'failed', 'cancelled')`;

const INSERT = `
insert into job (id, queue, kind, state, priority, run_at_ms, max_attempts, unique_key, asset_id, session_id, payload, lane, created_at_ms)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, cast(value ->> 4 as bigint), cast(value ->> 5 as bigint),
  cast(value ->> 6 as bigint), value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, ?
from json_each(?) where true
on conflict (kind, unique_key) where ${UNFINISHED} do nothing
returning id`;

const HOLDERS = `
select wanted.value ->> 0 as id, job.id as holder
from json_each(?) as wanted
join job on job.kind = wanted.value ->> 2 and job.unique_key = wanted.value ->> 7
where job.${UNFINISHED}`;

/** id, queue, kind, state, priority, run at, max attempts, unique key, asset, session, payload, lane */
type Row = readonly [
  ...[id: JobId, queue: string, kind: string, state: string, priority: number, runAtMs: number, attempts: number],
  ...[key: string | null, asset: string | null, session: string | null, payload: string, lane: string],
];

/** A job to be stored. */
export interface CheckedJob {
  readonly row: Row;
  readonly after: NonNullable<NewJob['after']>;
}

/** The jobs as rows, their inputs checked. Within one call they are claimed in the order given. @throws job_payload_invalid */
export function jobRows(
  jobs: readonly NewJob[],
  { nowMs, queueOf }: { readonly nowMs: number; readonly queueOf: QueueNaming['queueOf'] },
): readonly CheckedJob[] {
  const ids = jobs.map(() => newId('jb', nowMs)).sort();
  return jobs.map((job, index) => ({
    row: jobRow(job, { id: ids[index] ?? newId('jb', nowMs), queue: queueOf(job.kind), nowMs }),
    after: job.after ?? [],
  }));
}

function jobRow(job: NewJob, { id, queue, nowMs }: { id: JobId; queue: string; nowMs: number }): Row {
  const { kind } = job;
  const parsed = kind.input.safeParse(job.input);
  if (!parsed.success) {
    throw new AppError('job_payload_invalid', `Not an input of ${kind.kind}: ${parsed.error.message}`, {
      details: { kind: kind.kind },
    });
  }
  const about = kind.about?.(parsed.data);
  const services = [...(kind.services?.(parsed.data) ?? []), ...(job.services ?? [])];
  const runAtMs = Math.max(job.runAtMs ?? nowMs, 0);
  return [
    id,
    queue,
    kind.kind,
    job.after && job.after.length > 0 ? 'waiting' : runAtMs > nowMs ? 'scheduled' : 'ready',
    job.priority ?? kind.priority ?? DEFAULT_PRIORITY,
    runAtMs,
    attemptsOf(kind.retry),
    kind.uniqueKey?.(parsed.data) ?? null,
    about?.asset ?? null,
    about?.session ?? null,
    JSON.stringify(parsed.data ?? null),
    laneOf({ queue, kind: kind.kind, services }),
  ];
}

/** A job as one that somebody asks for. */
export function askOf({ row: [id, , kind, , , , , , asset] }: CheckedJob): AskedJob {
  return { id, kind, asset };
}

/** Inserts the rows; those whose key an unfinished job holds answer with that job. */
export async function insertJobs(tx: Tx, jobs: readonly CheckedJob[], nowMs: number): Promise<readonly Enqueued[]> {
  const told: Enqueued[] = [];
  for (let from = 0; from < jobs.length; from += CHUNK) {
    const chunk = jobs.slice(from, from + CHUNK).map(({ row }) => row);
    const added = await rows<{ id: JobId }>(tx, INSERT, [nowMs, JSON.stringify(chunk)]);
    noteMoved(tx, added);
    if (added.length === chunk.length) for (const [id] of chunk) told.push({ id, outcome: 'added' });
    else told.push(...(await withHolders(tx, chunk, new Set(added.map((row) => row.id)))));
  }
  const deps = jobs.flatMap(({ after }, index) => {
    const job = told[index];
    return job?.outcome === 'added' ? after.map(({ id, onFailure }) => ({ job: job.id, parent: id, onFailure })) : [];
  });
  if (deps.length > 0) await insertDeps(tx, deps, nowMs);
  return told;
}

async function withHolders(tx: Tx, chunk: readonly Row[], added: ReadonlySet<JobId>): Promise<readonly Enqueued[]> {
  const refused = chunk.filter(([id]) => !added.has(id));
  const found = await rows<{ id: JobId; holder: JobId }>(tx, HOLDERS, [JSON.stringify(refused)]);
  const holders = new Map(found.map((row) => [row.id, row.holder]));
  return chunk.map(([id]) => {
    const holder = holders.get(id);
    return holder ? { id: holder, outcome: 'duplicate' } : { id, outcome: 'added' };
  });
}
