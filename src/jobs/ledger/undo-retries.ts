import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { ChangedJob, JobEnd } from '../job-record.ts';
import { unstarted } from '../states.ts';
import { followEnds } from './deps.ts';
import { type ByHand, noteByHand, type WasJob } from './note-by-hand.ts';
import { noteMoved } from './moved-jobs.ts';
import { storedError } from './stored-error.ts';

const WERE = `
select id, state, priority, attempt, run_at_ms as "runAtMs", counted_failures as "countedFailures", lost, error, result,
  ignored_at_ms as "ignoredAtMs", finished_at_ms as "finishedAtMs", cancel_requested_at_ms as "cancelRequestedAtMs",
  progress_done as "progressDone", progress_total as "progressTotal"
from job where id in (select value from json_each(?)) /* for update */`;

/** Only what nobody has claimed since: each claim counts an attempt. */
const BACK = `
update job set
  state = case when was.state = 'scheduled' and was.run_at_ms <= ? then 'ready' else was.state end,
  run_at_ms = was.run_at_ms, counted_failures = was.counted_failures, lost = was.lost, error = was.error,
  result = was.result, ignored_at_ms = was.ignored_at_ms, finished_at_ms = was.finished_at_ms,
  cancel_requested_at_ms = was.cancel_requested_at_ms, progress_done = was.progress_done,
  progress_total = was.progress_total
from (
  select value ->> 0 as id, value ->> 1 as state, cast(value ->> 2 as bigint) as attempt,
    cast(value ->> 3 as bigint) as run_at_ms, cast(value ->> 4 as bigint) as counted_failures,
    cast(value ->> 5 as bigint) as lost, value ->> 6 as error, value ->> 7 as result,
    cast(value ->> 8 as bigint) as ignored_at_ms, cast(value ->> 9 as bigint) as finished_at_ms,
    cast(value ->> 10 as bigint) as cancel_requested_at_ms, cast(value ->> 11 as bigint) as progress_done,
    cast(value ->> 12 as bigint) as progress_total
  from json_each(?)
) as was
where job.id = was.id and job.state = 'ready' and job.attempt = was.attempt
returning job.id`;

/** Only what nobody has claimed yet. */
const WITHDRAW = `
update job set state = 'cancelled', error = ?, finished_at_ms = cast(? as bigint), cancel_requested_at_ms = cast(? as bigint)
where id in (select value from json_each(?)) and attempt = 0
  and state in (${unstarted.map((state) => `'${state}'`).join(', ')})
returning id`;

/** Jobs as they are before they are tried again, with how they ended; nothing where it cannot be taken back. */
export async function wereEnded(
  tx: Tx,
  ids: readonly JobId[],
  { change }: ByHand,
): Promise<ReadonlyMap<JobId, WasJob>> {
  if (change === undefined) return new Map();
  const found = await rows<{ readonly id: JobId } & Pick<WasJob, 'state' | 'priority'> & JobEnd>(tx, WERE, [
    JSON.stringify(ids),
  ]);
  return new Map(found.map(({ id, state, priority, ...end }) => [id, { state, priority, end }]));
}

/**
 * Ends jobs as they had ended before they were to be tried again, and cancels those that were put in line for it, where
 * nobody has started them yet. @returns how many
 */
export async function undoRetries(tx: Tx, jobs: readonly ChangedJob[], at: ByHand): Promise<number> {
  const were = jobs.flatMap(({ id, state, end }) => (end === undefined ? [] : [[id, state, ...columnsOf(end)]]));
  const begun = jobs.flatMap(({ id, before }) => (before === undefined ? [] : [id]));
  const error = storedError({ code: 'job_cancelled', message: 'Taken back before it started' }, at.atMs);
  const back = [
    ...(await rows<{ readonly id: JobId }>(tx, BACK, [at.atMs, JSON.stringify(were)])),
    ...(await rows<{ readonly id: JobId }>(tx, WITHDRAW, [error, at.atMs, at.atMs, JSON.stringify(begun)])),
  ];
  noteMoved(tx, back);
  const ids = back.map(({ id }) => id);
  await noteByHand(tx, 'undone', { ...at, ids });
  // what came to wait for them meanwhile ends as it would have
  await followEnds(tx, ids, at.atMs);
  return ids.length;
}

function columnsOf(end: JobEnd): readonly (string | number | null)[] {
  return [
    end.attempt,
    end.runAtMs,
    end.countedFailures,
    end.lost,
    end.error,
    end.result,
    end.ignoredAtMs,
    end.finishedAtMs,
    end.cancelRequestedAtMs,
    end.progressDone,
    end.progressTotal,
  ];
}
