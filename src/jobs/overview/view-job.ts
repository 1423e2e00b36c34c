import type { Selectable } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import { JobId, WorkerId } from '../../contract/ids.ts';
import type { JobAttemptView, JobView } from '../../contract/job.ts';
import type { Database } from '../../db/database.ts';
import type { JobAttemptTable, JobTable } from '../../db/tables/job.ts';
import { runningAttempt } from '../ledger/read.ts';
import { readLane } from '../lane.ts';
import { viewEvent } from './job-events.ts';
import { viewProblem } from './job-problem.ts';
import { viewRow } from './list-jobs.ts';
import { downOf, factsOf, type LedgerNow } from './queue-facts.ts';
import { whyJobNot } from './why-job-not.ts';

const Stages = z.array(z.tuple([z.string(), z.number()]));
const Facts = z.record(z.string(), z.unknown());
/** Attempts and events shown; a job has few unless something is badly wrong. */
const MOST = 1_000;

/** Everything about one job. @throws job_not_found */
export async function viewJob(db: Database, id: JobId, now: LedgerNow): Promise<JobView> {
  const row = await db
    .selectFrom('job')
    .leftJoin('asset', 'asset.id', 'job.asset_id')
    .leftJoin('worker', 'worker.id', 'job.worker_id')
    .selectAll('job')
    .select(['asset.name as asset_name', 'worker.seen_at_ms'])
    .where('job.id', '=', id)
    .executeTakeFirst();
  if (!row) throw new AppError('job_not_found', 'There is no such job', { details: { id } });
  const base = viewRow(row);
  const parents = await linked(db, { of: id, as: 'parents' });
  const events = await db
    .selectFrom('job_event')
    .selectAll()
    .where('job_id', '=', id)
    .orderBy('at_ms')
    .orderBy('seq')
    .limit(MOST)
    .execute();
  const job = {
    state: row.state,
    attempt: row.attempt,
    runAtMs: row.run_at_ms,
    code: base.problem?.code ?? null,
    parentsOpen: row.deps_left,
    down: downOf([...readLane(row.lane).services, ...(row.blocked_on === null ? [] : [row.blocked_on])], now),
  };
  return {
    ...base,
    payload: JSON.parse(row.payload),
    result: row.result === null ? null : JSON.parse(row.result),
    uniqueKey: row.unique_key,
    countedFailures: row.counted_failures,
    lost: row.lost,
    attempts: await attemptsOf(db, row),
    events: events.map(viewEvent),
    parents,
    children: await linked(db, { of: id, as: 'children' }),
    why: whyJobNot(job, factsOf(row.queue, now), now.atMs),
    actions: actionsOf(row),
  };
}

async function attemptsOf(db: Database, job: Selectable<JobTable>): Promise<JobAttemptView[]> {
  const found = await db
    .selectFrom('job_attempt')
    .leftJoin('worker', 'worker.id', 'job_attempt.worker_id')
    .selectAll('job_attempt')
    .select(['worker.host', 'worker.pid'])
    .where('job_id', '=', job.id)
    .orderBy('attempt')
    .limit(MOST)
    .execute();
  return [...found, ...(await runningNow(db, job))].map((row) => ({
    attempt: row.attempt,
    workerId: WorkerId.parse(row.worker_id),
    worker: row.host === null || row.pid === null ? null : { host: row.host, pid: row.pid },
    startedAt: isoTime(row.started_at_ms),
    endedAt: isoTimeOrNull(row.ended_at_ms),
    durationMs: row.ended_at_ms === null ? null : row.ended_at_ms - row.started_at_ms,
    outcome: row.outcome,
    problem: viewProblem(row.error),
    stages: stagesOf(row),
    facts: row.facts === null ? {} : Facts.parse(JSON.parse(row.facts)),
  }));
}

async function runningNow(db: Database, job: Selectable<JobTable>) {
  const [running] = runningAttempt(job);
  if (!running) return [];
  const worker = await db
    .selectFrom('worker')
    .select(['host', 'pid'])
    .where('id', '=', running.worker_id)
    .executeTakeFirst();
  return [{ ...running, host: worker?.host ?? null, pid: worker?.pid ?? null }];
}

/** Stages are stored as name and duration, in order; where each begins follows. */
function stagesOf(row: Pick<JobAttemptTable, 'stages'>): JobAttemptView['stages'] {
  let startMs = 0;
  return (row.stages === null ? [] : Stages.parse(JSON.parse(row.stages))).map(([name, durationMs]) => {
    const stage = { name, startMs, durationMs };
    startMs += durationMs;
    return stage;
  });
}

async function linked(db: Database, link: { of: JobId; as: 'parents' | 'children' }): Promise<JobView['parents']> {
  const [mine, other] =
    link.as === 'parents'
      ? (['job_dep.job_id', 'job_dep.parent_id'] as const)
      : (['job_dep.parent_id', 'job_dep.job_id'] as const);
  const found = await db
    .selectFrom('job_dep')
    .innerJoin('job', 'job.id', other)
    .select(['job.id', 'job.kind', 'job.state'])
    .where(mine, '=', link.of)
    .orderBy('job.id')
    .limit(MOST)
    .execute();
  return found.map(({ id, kind, state }) => ({ id: JobId.parse(id), kind, state }));
}

function actionsOf(job: Selectable<JobTable>): JobView['actions'] {
  switch (job.state) {
    case 'failed':
      return job.ignored_at_ms === null ? ['retry', 'ignore'] : ['retry', 'unignore'];
    case 'cancelled':
    case 'done':
      return ['retry'];
    case 'running':
      return job.cancel_requested_at_ms === null ? ['cancel'] : [];
    case 'held':
      return ['release', 'first', 'last', 'cancel'];
    case 'scheduled':
      return job.attempt > 0 ? ['retry', 'hold', 'first', 'last', 'cancel'] : ['hold', 'first', 'last', 'cancel'];
    case 'waiting':
      return ['first', 'last', 'cancel'];
    default:
      return ['hold', 'first', 'last', 'cancel'];
  }
}
