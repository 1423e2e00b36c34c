import { AppError } from '../../base/errors.ts';
import { countOf } from '../../contract/count-words.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { waitForOthers } from '../../db/dialect/one-writer.ts';
import { rows } from '../../db/rows.ts';
import type { JobCaps } from '../engine.ts';

/** What has ended counts no more. Here and below from the few that were asked for: a join would begin with all jobs there are. */
const FORGET = `
delete from job_ask where exists (
  select 1 from job where job.id = job_ask.job_id and job.state in ('done', 'failed', 'cancelled')
)`;

const OPEN_KINDS = `
select kind, count(*) as count from job
where id in (select job_id from job_ask) and state not in ('done', 'failed', 'cancelled')
group by kind`;

const OPEN_ASSETS = `
select job.asset_id as asset, count(*) as count from job_ask join job on job.id = job_ask.job_id
where job.asset_id in (select value from json_each(?)) and job.state not in ('done', 'failed', 'cancelled')
group by job.asset_id`;

const NOTE = `
insert into job_ask (job_id, at_ms)
select id, cast(? as bigint) from job where id in (select value from json_each(?))
on conflict (job_id) do nothing`;

/** A job that somebody asks for. */
export interface AskedJob {
  readonly id: JobId;
  readonly kind: string;
  readonly asset: string | null;
}

/** How many are open, and what the cap on them is. */
interface Room {
  readonly cap: string;
  readonly most: number;
  readonly open: number;
  readonly more: number;
  readonly what: string;
}

/**
 * Notes jobs as asked for, where all of them fit under the caps beside those that were asked for and have not ended. Their
 * number is counted and noted by one at a time. @throws queue_full
 */
export async function admitJobs(
  tx: Tx,
  jobs: readonly AskedJob[],
  by: { caps: JobCaps; nowMs: number },
): Promise<void> {
  if (jobs.length === 0) return;
  await waitForOthers(tx);
  await rows(tx, FORGET, []);
  await assertFits(tx, jobs, by.caps);
  await rows(tx, NOTE, [by.nowMs, JSON.stringify(jobs.map(({ id }) => id))]);
}

/** That these jobs fit under the caps beside those that are open on request. @throws queue_full */
export async function assertFits(db: Database | Tx, jobs: readonly AskedJob[], caps: JobCaps): Promise<void> {
  for (const room of [...(await roomByKind(db, jobs, caps)), ...(await roomByAsset(db, jobs, caps))]) assertRoom(room);
}

async function roomByKind(tx: Database | Tx, jobs: readonly AskedJob[], caps: JobCaps): Promise<readonly Room[]> {
  const found = await rows<{ kind: string; count: number }>(tx, OPEN_KINDS, []);
  const open = new Map(found.map(({ kind, count }) => [kind, count]));
  const all = found.reduce((sum, { count }) => sum + count, 0);
  const kinds = [...countBy(jobs.map(({ kind }) => kind))].map(([kind, more]) => {
    const own = caps.kinds[kind];
    const cap = own === undefined ? 'jobs.caps.perKind' : `jobs.caps.kinds.${kind}`;
    return { cap, most: own ?? caps.perKind, open: open.get(kind) ?? 0, more, what: ` of ${kind}` };
  });
  return [{ cap: 'jobs.caps.total', most: caps.total, open: all, more: jobs.length, what: '' }, ...kinds];
}

async function roomByAsset(tx: Database | Tx, jobs: readonly AskedJob[], caps: JobCaps): Promise<readonly Room[]> {
  const wanted = countBy(jobs.flatMap(({ asset }) => (asset === null ? [] : [asset])));
  if (caps.perAsset === 0 || wanted.size === 0) return [];
  const found = await rows<{ asset: string; count: number }>(tx, OPEN_ASSETS, [JSON.stringify([...wanted.keys()])]);
  const open = new Map(found.map(({ asset, count }) => [asset, count]));
  const cap = { cap: 'jobs.caps.perAsset', most: caps.perAsset };
  return [...wanted].map(([asset, more]) => ({ ...cap, open: open.get(asset) ?? 0, more, what: ` for ${asset}` }));
}

function assertRoom({ cap, most, open, more, what }: Room): void {
  if (most === 0 || open + more <= most) return;
  const waiting = open === 0 ? 'none is open' : `${countOf(open, 'is', 'are')} open`;
  throw new AppError(
    'queue_full',
    `At most ${countOf(most, 'job')}${what} may be open on request (${cap}): ${waiting}, and ${countOf(more, 'more is', 'more are')} asked for`,
    { details: { cap, most, open, more } },
  );
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
