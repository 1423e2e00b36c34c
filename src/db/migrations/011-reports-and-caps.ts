import type { Kysely } from 'kysely';

/** How each import went, phase by phase, when its jobs are forgotten; how often schedules came back in a day, and may. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('import_session').addColumn('began_at_ms', 'bigint').execute();
  await schema.alterTable('import_session').addColumn('walked_at_ms', 'bigint').execute();
  await schema.alterTable('import_session').addColumn('report', 'text').execute();
  await schema.alterTable('job_schedule').addColumn('per_day', 'integer').execute();
  await schema.alterTable('job_schedule').addColumn('ran_day', 'text').execute();
  await schema
    .alterTable('job_schedule')
    .addColumn('ran_times', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
