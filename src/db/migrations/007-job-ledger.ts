import { type Kysely, sql } from 'kysely';

/** For tables that are found by their whole key: SQLite then keeps the rows in the key itself, half the pages to write. */
const IN_KEY = sql`without rowid`;

/** What jobs wait for, belong to, say and cost: events, dependencies, groups, services, schedules and statistics; sizes in traces. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await jobColumns(db);
  await attempts(db);
  await events(db);
  await waits(db);
  await asks(db);
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
  await sql`create index job_ended on job (finished_at_ms) where state in ('done', 'failed', 'cancelled')`.execute(db);
}

/** With the stages and facts of each, and kept in its key. */
async function attempts(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.alterTable('job_attempt').renameTo('job_attempt_before').execute();
  await schema
    .createTable('job_attempt')
    .addColumn('job_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('worker_id', 'text', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('outcome', 'text')
    .addColumn('error', 'text')
    .addColumn('stages', 'text')
    .addColumn('facts', 'text')
    .addPrimaryKeyConstraint('job_attempt_key', ['job_id', 'attempt'])
    .modifyEnd(IN_KEY)
    .execute();
  await sql`insert into job_attempt (job_id, attempt, worker_id, started_at_ms, ended_at_ms, outcome, error)
    select job_id, attempt, worker_id, started_at_ms, ended_at_ms, outcome, error from job_attempt_before`.execute(db);
  await schema.dropTable('job_attempt_before').execute();
  await sql`create index job_attempt_fault on job_attempt (ended_at_ms) where error is not null`.execute(db);
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
    .modifyEnd(IN_KEY)
    .execute();
}

async function waits(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('job_dep')
    .addColumn('job_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('parent_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('on_failure', 'text', (c) => c.notNull())
    .addColumn('met', 'integer', (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('job_dep_pk', ['job_id', 'parent_id'])
    .modifyEnd(IN_KEY)
    .execute();
  await schema.createIndex('job_dep_parent').on('job_dep').column('parent_id').execute();
  await sql`create index job_dep_open on job_dep (met) where met = 0`.execute(db);
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

async function asks({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_ask')
    .addColumn('job_id', 'text', (c) => c.primaryKey().references('job.id').onDelete('cascade'))
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .modifyEnd(IN_KEY)
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
    .modifyEnd(IN_KEY)
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
    .modifyEnd(IN_KEY)
    .execute();
}

async function traces(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.alterTable('import_trace').addColumn('bytes', 'bigint').execute();
  await schema.alterTable('import_trace').addColumn('width_px', 'integer').execute();
  await schema.alterTable('import_trace').addColumn('height_px', 'integer').execute();
  await schema.createIndex('import_trace_time').on('import_trace').column('at_ms').execute();
}
