import type { Kysely } from 'kysely';

/** What belongs to an asset: files, tags as read, derivatives. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await files(db);
  await documents(db);
  await derivatives(db);
}

async function files({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('asset_file')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('asset_id', 'text', (c) => c.notNull().references('asset.id').onDelete('cascade'))
    .addColumn('root_id', 'text', (c) => c.notNull().references('storage_root.id'))
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('folder', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('checksum', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('mtime_ms', 'bigint', (c) => c.notNull())
    .addColumn('inode', 'text', (c) => c.notNull())
    .addColumn('first_seen_ms', 'bigint', (c) => c.notNull())
    .addColumn('verified_at_ms', 'bigint')
    .addColumn('original_path', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('asset_file_path').on('asset_file').columns(['root_id', 'path']).unique().execute();
  await schema.createIndex('asset_file_folder').on('asset_file').columns(['root_id', 'folder']).execute();
  await schema.createIndex('asset_file_asset').on('asset_file').column('asset_id').execute();
  await schema.createIndex('asset_file_checksum').on('asset_file').column('checksum').execute();
}

async function documents({ schema }: Kysely<unknown>): Promise<void> {
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
  await schema
    .createIndex('metadata_document_asset')
    .on('metadata_document')
    .columns(['asset_id', 'source', 'digest'])
    .unique()
    .execute();
}

async function derivatives({ schema }: Kysely<unknown>): Promise<void> {
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
