import { sql } from 'kysely';
import type { FileRow } from '../../catalogue/files/file-rows.ts';
import type { Database } from '../../db/database.ts';

/** What the catalogue already has of the contents of a batch. */
export interface KnownContent {
  /** Checksum → asset. */
  readonly assetOf: Map<string, string>;
  /** Asset → the extension that does not fit its content, as it is recorded. */
  readonly mismatchOf: ReadonlyMap<string, string | null>;
  /** Asset → originals, the missing ones first; of content that lies about in many copies only some. */
  readonly filesOf: ReadonlyMap<string, readonly FileRow[]>;
}

/** Copies of one content that are looked at. */
const COPIES = 20;

/** Assets with these contents, and their originals. */
export async function findKnownContent(
  db: Database,
  batch: readonly { readonly facts: { readonly checksum: string } }[],
): Promise<KnownContent> {
  const checksums = [...new Set(batch.map((file) => file.facts.checksum))];
  const assets = await db
    .selectFrom('asset')
    .select(['id', 'checksum', 'mismatch'])
    .where('checksum', 'in', checksums)
    .execute();
  const ids = assets.map((asset) => asset.id);
  const files = ids.length === 0 ? [] : await originalsOf(db, ids);
  return {
    assetOf: new Map(assets.map((asset) => [asset.checksum, asset.id])),
    mismatchOf: new Map(assets.map((asset) => [asset.id, asset.mismatch])),
    filesOf: Map.groupBy(files, (file) => file.asset_id),
  };
}

async function originalsOf(db: Database, assetIds: readonly string[]): Promise<FileRow[]> {
  const ranked = sql<FileRow>`select * from (
    select *, row_number() over (partition by asset_id order by state = 'present', id) as place from asset_file
    where role = 'original' and asset_id in (${sql.join(assetIds)})) as ranked where place <= ${COPIES}`;
  return (await ranked.execute(db)).rows;
}
