import { type Kysely, sql } from 'kysely';

/**
 * A content that lies about in thousands of copies is asked for a few of each state by index, not by reading all. The few
 * ended jobs of one queue among those of all others are found in the index alone: it costs no write more than before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('asset_file_asset').execute();
  await db.schema.createIndex('asset_file_asset').on('asset_file').columns(['asset_id', 'state']).execute();
  await sql`drop index job_ended`.execute(db);
  await sql`create index job_ended on job (state, finished_at_ms, id, queue) where state in ('done', 'failed', 'cancelled')`.execute(
    db,
  );
}
