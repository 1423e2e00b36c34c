import { open as openFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { isPostgresUrl } from '../base/database-url.ts';
import { AppError, toAppError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { copySnapshot } from './copy/copy-database.ts';
import { type OpenDatabase, openDatabase, openReader } from './open.ts';
import { translateSqliteError } from './sqlite-error.ts';

/** Backups kept that were taken before migrations. */
const KEPT = 5;
const BEFORE_MIGRATION = /^catalogue-\d{8}T\d{9}Z-before-\d{3}\.sqlite$/;
/** All in one step: smaller steps start over whenever another connection writes. */
const PAGES_PER_STEP = 2_147_483_647;

/**
 * A consistent copy of the database as one file, while it is in use. `toFile` has it whole or not at all, and is never
 * overwritten. @throws backup_exists, disk_full, permission_denied
 */
export async function backupDatabase(open: Pick<OpenDatabase, 'file' | 'url'>, toFile: string): Promise<void> {
  const partial = `${toFile}.partial`;
  try {
    await makeFolder(dirname(toFile));
    await refuseExisting(toFile);
    await rm(partial, { force: true });
    const place = open.url ?? open.file;
    await (isPostgresUrl(place) ? copyOut(place, partial) : copyPages(place, partial));
    await syncToDisk(partial);
    await rename(partial, toFile);
    await syncToDisk(dirname(toFile));
  } catch (error) {
    await rm(partial, { force: true });
    throw toAppError(translateSqliteError(error));
  }
}

/** The backup before migration `next`, named by time; older ones than the last five go. @returns its path */
export async function backupBeforeMigration(
  open: OpenDatabase,
  about: { folder: string; next: number },
): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/[-:.]/g, '');
  const name = `catalogue-${stamp}-before-${String(about.next).padStart(3, '0')}.sqlite`;
  const file = join(about.folder, name);
  await backupDatabase(open, file);
  const names = await readdir(about.folder);
  const surplus = names
    .filter((name) => BEFORE_MIGRATION.test(name))
    .sort()
    .slice(0, -KEPT);
  const halves = names.filter((name) => name.startsWith('catalogue-') && name.endsWith('.partial')); // of killed runs
  for (const old of [...surplus, ...halves]) await rm(join(about.folder, old), { force: true });
  return file;
}

async function copyPages(from: string, to: string): Promise<void> {
  using source = new DatabaseSync(from); // a connection of its own, so that the copy sees only what is committed
  await backup(source, to, { rate: PAGES_PER_STEP });
  makeSingle(to);
}

/** A backup of a PostgreSQL database is a SQLite file too: it can be read and restored wherever Supervisor runs. */
async function copyOut(url: string, to: string): Promise<void> {
  {
    await using from = await openReader({ file: url });
    await using copy = await openDatabase({ file: to, synchronous: 'NORMAL' });
    await copySnapshot(from, copy);
  }
  makeSingle(to);
}

/** One file, that needs no partner to be read. */
function makeSingle(file: string): void {
  using copy = new DatabaseSync(file);
  copy.exec('pragma journal_mode = delete');
}

async function refuseExisting(file: string): Promise<void> {
  const handle = await openFile(file, 'r').catch(() => undefined);
  if (!handle) return;
  await handle.close();
  throw new AppError('backup_exists', `${file} is there already`, { details: { file } });
}

/** A file, or a folder's list of names, is on the disk afterwards. Windows cannot open folders and needs it not. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await openFile(path, 'r').catch((error: unknown) => {
    if (process.platform !== 'win32') throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
