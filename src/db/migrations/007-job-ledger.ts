import { type Kysely, sql } from 'kysely';

/** What jobs wait for, belong to, say and cost: events, dependencies, groups, services, schedules and statistics; sizes in traces. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await jobColumns(db);
  await events(db);
  await waits(db);
  await schedules(db);
  await statistics(db);
  await traces(db);
}

async function jobColumns(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .alterTable('job')
    .addColumn('deps_left', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await schema
    .alterTable('job')
    .addColumn('lane', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await sql`update job set lane = queue || ' ' || kind`.execute(db);
  await sql`drop index job_ready`.execute(db);
  await sql`create index job_ready on job (lane, priority, run_at_ms, id) where state = 'ready'`.execute(db);
  await schema.alterTable('job').addColumn('blocked_on', 'text').execute();
  await schema.alterTable('job').addColumn('stage', 'text').execute();
  await schema.alterTable('job').addColumn('stage_at_ms', 'bigint').execute();
  await schema.alterTable('job').addColumn('ignored_at_ms', 'bigint').execute();
  await schema.alterTable('job_attempt').addColumn('stages', 'text').execute();
  await schema.alterTable('job_attempt').addColumn('facts', 'text').execute();
  await schema.alterTable('job_queue').addColumn('concurrency', 'integer').execute();
  await schema.alterTable('job_queue').addColumn('paused_until_ms', 'bigint').execute();
  await schema.alterTable('job_queue').addColumn('run_window', 'text').execute();
  await schema
    .alterTable('worker')
    .addColumn('queues', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute();
  await schema
    .alterTable('worker')
    .addColumn('roots', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute();
  await schema
    .alterTable('worker')
    .addColumn('is_exclusive', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await schema.alterTable('worker').addColumn('rss_bytes', 'bigint').execute();
  await schema.alterTable('worker').addColumn('error', 'text').execute();
  await sql`drop index job_leased`.execute(db);
  await sql`drop index job_worker`.execute(db);
  await sql`create index job_running on job (worker_id, lease_until_ms) where state = 'running'`.execute(db);
  await sql`drop index job_failed`.execute(db);
  await sql`create index job_delayed on job (lane, run_at_ms) where state = 'scheduled'`.execute(db);
  await sql`create index job_failed on job (lane, ignored_at_ms) where state = 'failed'`.execute(db);
  await sql`create index job_blocked on job (blocked_on, lane) where state = 'blocked'`.execute(db);
  await sql`create index job_waiting on job (state, lane) where state in ('waiting', 'held')`.execute(db);
  await sql`create index job_attempt_fault on job_attempt (ended_at_ms) where error is not null`.execute(db);
  await sql`create index job_ended on job (finished_at_ms) where state in ('done', 'failed', 'cancelled')`.execute(db);
}

async function events({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_event')
    .addColumn('job_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('data', 'text')
    .addPrimaryKeyConstraint('job_event_pk', ['job_id', 'seq'])
    .execute();
}

async function waits({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_dep')
    .addColumn('job_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('parent_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('on_failure', 'text', (c) => c.notNull())
    .addColumn('met', 'integer', (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('job_dep_pk', ['job_id', 'parent_id'])
    .execute();
  await schema.createIndex('job_dep_parent').on('job_dep').column('parent_id').execute();
  await schema
    .createTable('job_group')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createTable('job_service')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('since_ms', 'bigint', (c) => c.notNull())
    .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('next_probe_at_ms', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('probe_job_id', 'text')
    .execute();
}

async function schedules({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_schedule')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('cron', 'text', (c) => c.notNull())
    .addColumn('time_zone', 'text')
    .addColumn('next_run_at_ms', 'bigint')
    .addColumn('paused_at_ms', 'bigint')
    .execute();
  await schema
    .createTable('job_schedule_run')
    .addColumn('key', 'text', (c) => c.notNull().references('job_schedule.key').onDelete('cascade'))
    .addColumn('run_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('job_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('job_schedule_run_pk', ['key', 'run_at_ms'])
    .execute();
}

async function statistics({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_stat')
    .addColumn('minute', 'bigint', (c) => c.notNull())
    .addColumn('queue', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('worker_id', 'text', (c) => c.notNull())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('wait_ms', 'bigint', (c) => c.notNull())
    .addColumn('run_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('job_stat_pk', ['minute', 'queue', 'kind', 'outcome', 'worker_id'])
    .execute();
}

async function traces(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.alterTable('import_trace').addColumn('bytes', 'bigint').execute();
  await schema.alterTable('import_trace').addColumn('width_px', 'integer').execute();
  await schema.alterTable('import_trace').addColumn('height_px', 'integer').execute();
  await schema.createIndex('import_trace_time').on('import_trace').column('at_ms').execute();
}
