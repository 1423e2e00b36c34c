import type { Kysely } from 'kysely';

/** Failures of jobs whose records were removed: what went wrong on a day stays told as it was. */
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
}
