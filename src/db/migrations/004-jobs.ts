import { type Kysely, sql } from 'kysely';

/** The ledger of jobs, its attempts, queues and workers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await jobs(db);
  await jobIndexes(db);
  await attempts(db);
  await workers(db);
}

async function jobs({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('queue', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('priority', 'integer', (c) => c.notNull())
    .addColumn('run_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('max_attempts', 'integer', (c) => c.notNull())
    .addColumn('counted_failures', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('lost', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('lease_until_ms', 'bigint')
    .addColumn('worker_id', 'text')
    .addColumn('fence', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('cancel_requested_at_ms', 'bigint')
    .addColumn('unique_key', 'text')
    .addColumn('asset_id', 'text')
    .addColumn('session_id', 'text')
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('cursor', 'text')
    .addColumn('progress_done', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('progress_total', 'integer')
    .addColumn('result', 'text')
    .addColumn('error', 'text')
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint')
    .addColumn('finished_at_ms', 'bigint')
    .execute();
}

async function jobIndexes(db: Kysely<unknown>): Promise<void> {
  await sql`create index job_ready on job (queue, priority, run_at_ms, id) where state = 'ready'`.execute(db);
  await sql`create index job_due on job (run_at_ms) where state = 'scheduled'`.execute(db);
  await sql`create index job_leased on job (lease_until_ms) where state = 'running'`.execute(db);
  await sql`create index job_worker on job (worker_id) where state = 'running'`.execute(db);
  await sql`create index job_failed on job (finished_at_ms) where state = 'failed'`.execute(db);
  await sql`create index job_asset on job (asset_id) where asset_id is not null`.execute(db);
  await sql`create index job_session on job (session_id, kind, state) where session_id is not null`.execute(db);
  await sql`create unique index job_unique on job (kind, unique_key) where unique_key is not null and state not in ('done', 'failed', 'cancelled')`.execute(
    db,
  );
}

async function attempts({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_attempt')
    .addColumn('job_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('worker_id', 'text', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('outcome', 'text')
    .addColumn('error', 'text')
    .addPrimaryKeyConstraint('job_attempt_pk', ['job_id', 'attempt'])
    .execute();
}

async function workers({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('job_queue')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('paused_at_ms', 'bigint')
    .addColumn('paused_by', 'text')
    .execute();
  await schema
    .createTable('worker')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('boot_id', 'text', (c) => c.notNull())
    .addColumn('pid', 'integer', (c) => c.notNull())
    .addColumn('pid_started', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('seen_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('stopped_at_ms', 'bigint')
    .addColumn('running', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute();
}
