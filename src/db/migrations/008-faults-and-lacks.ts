import type { Kysely } from 'kysely';

/** What went wrong with jobs whose records were removed, so that a day stays told as it was; what workers lack. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_fault')
    .addColumn('job_id', 'text', (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('asset_id', 'text')
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('is_final', 'integer', (c) => c.notNull())
    .addColumn('error', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('job_fault_pk', ['job_id', 'attempt'])
    .execute();
  await schema.createIndex('job_fault_at').on('job_fault').column('at_ms').execute();
  // nothing ever wrote what a worker sees; what it does not reach is what others have to know
  await schema.alterTable('worker').renameColumn('roots', 'lacks').execute();
}
