import type { Tx } from '../../db/database.ts';
import { writeLater } from '../../db/write-later.ts';
import type { JobAttemptTable } from '../../db/tables/job.ts';
import type { AttemptRecord } from '../attempt-record.ts';
import type { Lease } from '../engine.ts';
import type { JobError } from '../job-record.ts';
import { storedError } from './stored-error.ts';

const NOTE = `
insert into job_attempt (job_id, attempt, worker_id, started_at_ms, ended_at_ms, outcome, error, stages, facts)
select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, cast(value ->> 3 as bigint), ?, value ->> 4, value ->> 5,
  value ->> 6, value ->> 7
from json_each(?)`;

/** What most attempts come to. */
const NOTE_OK = `
insert into job_attempt (job_id, attempt, worker_id, started_at_ms, ended_at_ms, outcome)
select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, cast(value ->> 3 as bigint), ?, 'ok'
from json_each(?)`;

/** How an attempt ended. */
export type Outcome = Exclude<JobAttemptTable['outcome'], null>;

/** An attempt that ended now, with what it told of itself. */
export interface EndedAttempt {
  readonly lease: Lease;
  readonly end: { readonly outcome: Outcome; readonly error?: JobError };
  readonly record?: AttemptRecord | undefined;
}

/** Writes the rows of attempts, each when it ends: until then the job itself says who runs it since when. */
export async function insertAttempts(tx: Tx, ended: readonly EndedAttempt[], nowMs: number): Promise<void> {
  const isPlain = ({ end, record }: EndedAttempt): boolean => end.outcome === 'ok' && !record;
  const plain = ended.filter(isPlain).map(baseOf);
  if (plain.length > 0) await writeLater(tx, NOTE_OK, [nowMs, JSON.stringify(plain)]);
  const told = ended.filter((one) => !isPlain(one));
  if (told.length > 0) await writeLater(tx, NOTE, [nowMs, JSON.stringify(told.map((one) => fullOf(one, nowMs)))]);
}

function baseOf({ lease: { id, attempt, worker, startedAtMs } }: EndedAttempt): unknown[] {
  return [id, attempt, worker, startedAtMs];
}

function fullOf(attempt: EndedAttempt, nowMs: number): unknown[] {
  const { end, record } = attempt;
  return [
    ...baseOf(attempt),
    end.outcome,
    end.error ? storedError(end.error, nowMs) : null,
    record && record.stages.length > 0 ? JSON.stringify(record.stages) : null,
    record && Object.keys(record.facts).length > 0 ? JSON.stringify(record.facts) : null,
  ];
}
