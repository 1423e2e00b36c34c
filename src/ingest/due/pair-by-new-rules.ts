import { sql } from 'kysely';
import { formats } from '../../formats/registry.ts';
import type { Database } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { JobSink } from '../../jobs/engine.ts';
import { enqueuePairing } from '../pair-companions.ts';

/** To be raised when the rules find more pairs than before, or when a version has left some out. */
const RULES = '2';
const KEY = 'pairing_rules';

const raws = sql.join(formats.filter(({ isRaw }) => isRaw).map(({ id }) => sql.lit(id)));

/**
 * Pairs what a library took in under older rules, or under a version that was killed before it paired: once a library,
 * in all folders where something lies by itself that could be a companion. @returns how many folders
 */
export async function pairByNewRules(needs: { db: Database; sink: JobSink }): Promise<number> {
  const { db } = needs;
  const known = await db.selectFrom('library_meta').select('value').where('key', '=', KEY).executeTakeFirst();
  if (known?.value === RULES) return 0;
  const folders = await foldersToPair(db);
  // A kill between the two asks for it again: pairing twice is pairing once.
  for (const [rootId, rows] of Map.groupBy(folders, (row) => row.root_id))
    await enqueuePairing(needs, { id: null, root_id: rootId }, { folders: rows.map((row) => row.folder), groups: [] });
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('library_meta')
      .values({ key: KEY, value: RULES })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: RULES }))
      .execute();
  });
  return folders.length;
}

/** Folders where a RAW or a clip lies by itself. */
export async function foldersToPair(db: Database): Promise<readonly { root_id: string; folder: string }[]> {
  return await db
    .selectFrom('asset')
    .innerJoin('asset_file', 'asset_file.asset_id', 'asset.id')
    .select(['asset_file.root_id', 'asset_file.folder'])
    .distinct()
    .where('asset.cover_id', 'is', null)
    .where('asset_file.role', '=', 'original')
    .where('asset_file.state', '=', 'present')
    .where((eb) => eb.or([eb('asset.kind', '=', 'video'), sql<boolean>`asset.format in (${raws})`]))
    .execute();
}
