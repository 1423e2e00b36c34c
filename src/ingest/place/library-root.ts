import { realpath } from 'node:fs/promises';
import { makeFolder } from '../../base/make-folder.ts';
import { createRoot, type StorageRoot } from '../../catalogue/roots/storage-roots.ts';
import { inTransaction } from '../../db/transaction.ts';
import { volumeOf } from '../../tools/volume/volume-of.ts';
import type { IngestNeeds } from '../ingest-needs.ts';

/** The storage root of the managed library; made with its folder the first time. */
export async function ensureLibraryRoot(needs: Pick<IngestNeeds, 'db' | 'clock'>, path: string): Promise<StorageRoot> {
  await makeFolder(path);
  const real = await realpath(path);
  const volume = await volumeOf(real);
  return await inTransaction(needs.db, async (tx) => {
    const known = await tx.selectFrom('storage_root').selectAll().where('path', '=', real).executeTakeFirst();
    return known ?? (await createRoot(tx, { path: real, volume, managed: true }, needs.clock));
  });
}
