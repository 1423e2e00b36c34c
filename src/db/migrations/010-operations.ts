import { type Kysely, sql } from 'kysely';

/** What people changed; jobs by when they ended, and the newest failure, without sorting all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('operation')
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('input', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('touched', 'integer')
    .addColumn('made', 'text')
    .addColumn('duration_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('operation_pk', ['id'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await sql`drop index job_ended`.execute(db);
  await sql`create index job_ended on job (state, finished_at_ms, id) where state in ('done', 'failed', 'cancelled')`.execute(
    db,
  );
  await sql`create index job_failure on job (finished_at_ms) where state = 'failed' and ignored_at_ms is null`.execute(
    db,
  );
}
