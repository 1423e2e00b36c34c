import { AppError } from '../base/errors.ts';
import { compareMigrations } from '../db/compare-migrations.ts';
import { hasDatabase } from '../db/has-database.ts';
import { findHolder, inUse } from '../db/hold-library.ts';
import { type OpenDatabase, openReader } from '../db/open.ts';
import type { FoundSettings } from './find-settings.ts';

/** The database of these settings, only for reading; a running Supervisor is not disturbed. @throws no_library */
export async function openExisting(found: FoundSettings): Promise<OpenDatabase> {
  assertLibrary(found);
  return openReader({ file: found.paths.database, busyTimeoutMs: found.config.database.busyTimeoutMs });
}

/** @throws no_library */
export function assertLibrary({ paths, dataFolder }: FoundSettings): void {
  if (hasDatabase(paths.database)) return;
  throw new AppError('no_library', `There is no library in ${dataFolder}`, {
    details: { dataFolder, database: paths.database },
  });
}

/** @throws library_in_use, with who holds it */
export async function assertFree(open: OpenDatabase): Promise<void> {
  const { applied } = await compareMigrations(open.db);
  const holder = applied.length > 0 ? await findHolder(open.db, Date.now()) : undefined;
  if (holder) throw inUse(holder);
}
