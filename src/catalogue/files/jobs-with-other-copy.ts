import { sql } from 'kysely';
import type { Database, Tx } from '../../db/database.ts';
import { rootService } from '../roots/storage-roots.ts';

/** A job on an original, and the root where another copy of that lies. */
export interface JobWithCopy {
  readonly jobId: string;
  readonly rootId: string;
}

/** Each by an index of its own, whose condition has to stand as a literal. */
const WAITING = ['ready', 'scheduled', 'blocked', 'waiting', 'held'] as const;

/**
 * Jobs that wait for a root though another copy of their original lies on one that is online. `blocked`: only those that
 * met it when they ran.
 */
export async function jobsWithOtherCopy(
  db: Database | Tx,
  rootId: string,
  which: 'all' | 'blocked' = 'all',
): Promise<readonly JobWithCopy[]> {
  const service = rootService(rootId);
  const named = `% ${service}%`;
  const found: JobWithCopy[] = [];
  for (const state of which === 'all' ? WAITING : (['blocked'] as const)) {
    const waits =
      which === 'all' ? sql`(job.lane like ${named} or job.blocked_on = ${service})` : sql`job.blocked_on = ${service}`;
    const { rows } = await sql<{ jobId: string; rootId: string | null }>`
      select job.id as "jobId", (
        select asset_file.root_id from asset_file join storage_root on storage_root.id = asset_file.root_id
        where asset_file.asset_id = job.asset_id and asset_file.role = 'original' and asset_file.state = 'present'
          and storage_root.state = 'online' and storage_root.id != ${rootId}
        order by asset_file.first_seen_ms limit 1) as "rootId"
      from job where job.state = ${sql.lit(state)} and job.asset_id is not null and ${waits}`.execute(db);
    for (const { jobId, rootId: other } of rows) if (other !== null) found.push({ jobId, rootId: other });
  }
  return found;
}
