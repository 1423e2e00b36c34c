import { type Kysely, sql } from 'kysely';

/** What a scan left out of a folder, so that a rescan can say it without reading; traces of files that never became assets. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('scan_folder').addColumn('skips', 'text').execute();
  await sql`create index import_trace_item on import_trace (item_id) where item_id is not null`.execute(db);
}
