import { type RawBuilder, sql } from 'kysely';
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

/** Copies of one content that are looked at: of those that lie there, and of those that are missing. */
const COPIES = 20;
/** Assets whose originals one statement asks for. */
const AT_ONCE = 25;

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

/**
 * Each content is asked for by itself: of one that lies about a thousand times, a thousand rows would be read for each copy.
 * Always for as many, so that the statement is prepared once; no asset has the id that fills it up.
 */
async function originalsOf(db: Database, assetIds: readonly string[]): Promise<readonly FileRow[]> {
  const found: FileRow[] = [];
  for (let at = 0; at < assetIds.length; at += AT_ONCE) {
    const ids = [...assetIds.slice(at, at + AT_ONCE), ...Array<string>(AT_ONCE).fill('')].slice(0, AT_ONCE);
    const each = ids.flatMap((id) => [someOriginals(id, 'missing'), someOriginals(id, 'present')]);
    found.push(...(await sql<FileRow>`${sql.join(each, sql` union all `)}`.execute(db)).rows);
  }
  return found;
}

function someOriginals(assetId: string, state: FileRow['state']): RawBuilder<unknown> {
  return sql`select * from (select * from asset_file
    where asset_id = ${assetId} and state = ${state} and role = 'original' limit ${COPIES}) as few`;
}
