import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';

/** All that failed for an asset was ignored by a person. */
const ignored = sql`(
  exists (select 1 from job where job.asset_id = asset.id and job.state = 'failed' and job.ignored_at_ms is not null)
  and not exists (select 1 from job where job.asset_id = asset.id and job.state = 'failed' and job.ignored_at_ms is null))`;

/**
 * Assets whose pictures or tags failed and were not ignored. By the two partial indexes of what is not ready; the index
 * condition has to be repeated as it stands.
 */
export async function problemCount(db: Database): Promise<number> {
  const found = await sql<{ n: number }>`
    select
      (select count(*) from asset where pictures_state != 'ready' and pictures_state = 'failed' and not ${ignored}) +
      (select count(*) from asset where metadata_state != 'ready' and metadata_state = 'failed' and pictures_state != 'failed' and not ${ignored}) as n`.execute(
    db,
  );
  return found.rows[0]?.n ?? 0;
}
