import { type Kysely, sql } from 'kysely';

/** Catalogue, imports, jobs and events of the first release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await catalogue(db);
  await imports(db);
  await jobs(db);
}

async function catalogue(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.createTable('library_meta').addColumn('key', 'text', (c) => c.primaryKey()).addColumn('value', 'text', (c) => c.notNull()).execute();
  await schema
    .createTable('storage_root')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('path', 'text', (c) => c.notNull().unique())
    .addColumn('volume', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('managed', 'integer', (c) => c.notNull())
    .addColumn('scans', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('last_scan_at_ms', 'bigint')
    .execute();
  await schema
    .createTable('asset')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('checksum', 'text', (c) => c.notNull().unique())
    .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('format', 'text', (c) => c.notNull())
    .addColumn('mime', 'text', (c) => c.notNull())
    .addColumn('mismatch', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('width_px', 'integer')
    .addColumn('height_px', 'integer')
    .addColumn('orientation', 'integer')
    .addColumn('duration_ms', 'bigint')
    .addColumn('frames', 'integer')
    .addColumn('sort_ms', 'bigint', (c) => c.notNull())
    .addColumn('sort_day', 'integer', (c) => c.notNull())
    .addColumn('captured_source', 'text')
    .addColumn('captured_confidence', 'text')
    .addColumn('offset_min', 'integer')
    .addColumn('camera', 'text')
    .addColumn('rating', 'integer')
    .addColumn('lat', 'double precision')
    .addColumn('lon', 'double precision')
    .addColumn('facts', 'text')
    .addColumn('has_generation', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('metadata_state', 'text', (c) => c.notNull())
    .addColumn('metadata_method', 'text')
    .addColumn('metadata_code', 'text')
    .addColumn('metadata_message', 'text')
    .addColumn('pictures_state', 'text', (c) => c.notNull())
    .addColumn('pictures_code', 'text')
    .addColumn('pictures_message', 'text')
    .addColumn('pictures_key', 'text')
    .addColumn('thumbhash', 'blob')
    .addColumn('phash64', 'text')
    .addColumn('embedded_offset', 'bigint')
    .addColumn('embedded_bytes', 'integer')
    .addColumn('cover_id', 'text', (c) => c.references('asset.id').onDelete('set null'))
    .addColumn('companion_role', 'text')
    .addColumn('imported_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('updated_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('asset_order').on('asset').columns(['sort_ms', 'id']).execute();
  await schema.createIndex('asset_cover').on('asset').column('cover_id').where(sql.ref('cover_id'), 'is not', null).execute();
  await schema.createIndex('asset_metadata_todo').on('asset').column('metadata_state').where(sql.ref('metadata_state'), '!=', 'ready').execute();
  await schema.createIndex('asset_pictures_todo').on('asset').column('pictures_state').where(sql.ref('pictures_state'), '!=', 'ready').execute();
  await schema
    .createTable('asset_version')
    .addColumn('asset_id', 'text', (c) => c.notNull().references('asset.id').onDelete('cascade'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('checksum', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('until_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('asset_version_pk', ['asset_id', 'version'])
    .execute();
  await schema
    .createTable('asset_file')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('asset_id', 'text', (c) => c.notNull().references('asset.id').onDelete('cascade'))
    .addColumn('root_id', 'text', (c) => c.notNull().references('storage_root.id'))
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('checksum', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('mtime_ms', 'bigint', (c) => c.notNull())
    .addColumn('inode', 'text', (c) => c.notNull())
    .addColumn('first_seen_ms', 'bigint', (c) => c.notNull())
    .addColumn('verified_at_ms', 'bigint')
    .addColumn('seen_scan', 'integer', (c) => c.notNull())
    .addColumn('original_path', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('asset_file_path').on('asset_file').columns(['root_id', 'path']).unique().execute();
  await schema.createIndex('asset_file_asset').on('asset_file').column('asset_id').execute();
  await schema.createIndex('asset_file_checksum').on('asset_file').column('checksum').execute();
  await schema
    .createTable('metadata_document')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('asset_id', 'text', (c) => c.notNull().references('asset.id').onDelete('cascade'))
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('tool', 'text', (c) => c.notNull())
    .addColumn('read_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('tags', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('metadata_document_asset').on('metadata_document').columns(['asset_id', 'source', 'digest']).unique().execute();
  await schema
    .createTable('derivative')
    .addColumn('asset_id', 'text', (c) => c.notNull().references('asset.id').onDelete('cascade'))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('blob_key', 'text', (c) => c.notNull())
    .addColumn('width_px', 'integer', (c) => c.notNull())
    .addColumn('height_px', 'integer', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('made_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('derivative_pk', ['asset_id', 'kind'])
    .execute();
}

async function imports(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('import_session')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('root_id', 'text', (c) => c.notNull().references('storage_root.id'))
    .addColumn('job_id', 'text')
    .addColumn('folder', 'text', (c) => c.notNull())
    .addColumn('subpath', 'text', (c) => c.notNull())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .addColumn('started_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('walk_done', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('found', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('hashed', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('bytes', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('counts', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  await schema
    .createTable('import_item')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('session_id', 'text', (c) => c.notNull().references('import_session.id').onDelete('cascade'))
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .addColumn('asset_id', 'text', (c) => c.references('asset.id').onDelete('set null'))
    .addColumn('size_bytes', 'bigint')
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('import_item_session').on('import_item').columns(['session_id', 'outcome', 'id']).execute();
  await schema.createIndex('import_item_asset').on('import_item').column('asset_id').execute();
  await schema
    .createTable('import_trace')
    .addColumn('asset_id', 'text', (c) => c.references('asset.id').onDelete('cascade'))
    .addColumn('item_id', 'text')
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('step', 'integer', (c) => c.notNull())
    .addColumn('method', 'text', (c) => c.notNull())
    .addColumn('ok', 'integer', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('detail', 'text')
    .addColumn('duration_us', 'integer', (c) => c.notNull())
    .addColumn('tool', 'text')
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .execute();
  await schema.createIndex('import_trace_asset').on('import_trace').columns(['asset_id', 'at_ms']).execute();
}

async function jobs(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
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
  await sql`create index job_ready on job (queue, priority, run_at_ms, id) where state = 'ready'`.execute(db);
  await sql`create index job_due on job (run_at_ms) where state = 'scheduled'`.execute(db);
  await sql`create index job_leased on job (lease_until_ms) where state = 'running'`.execute(db);
  await sql`create index job_worker on job (worker_id) where state = 'running'`.execute(db);
  await sql`create index job_failed on job (finished_at_ms) where state = 'failed'`.execute(db);
  await sql`create index job_asset on job (asset_id) where asset_id is not null`.execute(db);
  await sql`create index job_session on job (session_id, kind, state) where session_id is not null`.execute(db);
  await sql`create unique index job_unique on job (kind, unique_key) where unique_key is not null and state not in ('done', 'failed', 'cancelled')`.execute(db);
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
  await sql`create table event (seq integer primary key autoincrement, at_ms bigint not null, type text not null, version integer not null, subject text, data text not null)`.execute(db);
  await schema.createIndex('event_subject').on('event').columns(['subject', 'seq']).execute();
}
