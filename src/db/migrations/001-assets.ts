import { type Kysely, sql } from 'kysely';

/** The library, its storage roots and its assets. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await roots(db);
  await assets(db);
  await assetIndexes(db);
  await versions(db);
}

async function roots({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('library_meta')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
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
}

async function assets({ schema }: Kysely<unknown>): Promise<void> {
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
}

async function assetIndexes({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createIndex('asset_order')
    .on('asset')
    .columns(['sort_ms', 'id', 'width_px', 'height_px', 'cover_id', 'status', 'kind', 'size_bytes'])
    .execute();
  await schema
    .createIndex('asset_cover')
    .on('asset')
    .column('cover_id')
    .where(sql.ref('cover_id'), 'is not', null)
    .execute();
  await schema
    .createIndex('asset_metadata_todo')
    .on('asset')
    .column('metadata_state')
    .where(sql.ref('metadata_state'), '!=', 'ready')
    .execute();
  await schema
    .createIndex('asset_pictures_todo')
    .on('asset')
    .column('pictures_state')
    .where(sql.ref('pictures_state'), '!=', 'ready')
    .execute();
}

async function versions({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('asset_version')
    .addColumn('asset_id', 'text', (c) => c.notNull().references('asset.id').onDelete('cascade'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('checksum', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('until_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('asset_version_pk', ['asset_id', 'version'])
    .execute();
}
