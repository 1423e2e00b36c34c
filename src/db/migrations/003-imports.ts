import type { Kysely } from 'kysely';

/** Import sessions, the outcome of each file, and what was tried for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sessions(db);
  await items(db);
  await traces(db);
  await scanFolders(db);
}

async function sessions({ schema }: Kysely<unknown>): Promise<void> {
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
}

async function items({ schema }: Kysely<unknown>): Promise<void> {
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
  await schema.createIndex('import_item_path').on('import_item').columns(['session_id', 'path']).unique().execute();
  await schema.createIndex('import_item_asset').on('import_item').column('asset_id').execute();
}

async function traces({ schema }: Kysely<unknown>): Promise<void> {
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

async function scanFolders({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('scan_folder')
    .addColumn('root_id', 'text', (c) => c.notNull().references('storage_root.id').onDelete('cascade'))
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('files', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('scan_folder_pk', ['root_id', 'path'])
    .execute();
}
