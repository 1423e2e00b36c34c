import { constants } from 'node:fs';
import { access, copyFile, link, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, hasCode, systemCode, toAppError } from '../base/errors.ts';
import { syncToDisk } from './backup.ts';
import { compareMigrations } from './compare-migrations.ts';
import { checkDatabase } from './database-status.ts';
import { findHolder, inUse } from './hold-library.ts';
import { openDatabase, openReader } from './open.ts';

/**
 * Puts a backup in the place of the database `file`, after proving that it is whole and of a known schema. The replaced
 * files stay beside it. @returns where the replaced one lies. @throws backup_unusable, library_in_use
 */
export async function restoreDatabase(file: string, fromBackup: string): Promise<{ readonly replaced?: string }> {
  const incoming = `${file}.restoring`;
  try {
    await copyFile(fromBackup, incoming).catch((thrown: unknown) => refuseAbsent(thrown, fromBackup));
    await verifyBackup(incoming, fromBackup);
    await syncToDisk(incoming);
    const replaced = (await exists(file)) ? await keepReplaced(file) : undefined;
    await rename(incoming, file);
    await syncToDisk(dirname(file));
    return replaced === undefined ? {} : { replaced };
  } catch (error) {
    throw toAppError(error);
  } finally {
    for (const left of ['', '-wal', '-shm']) await rm(incoming + left, { force: true });
  }
}

/** What is said of a lost original leads nobody to a backup. */
function refuseAbsent(thrown: unknown, name: string): never {
  const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[systemCode(thrown) ?? ''];
  if (why === undefined) throw thrown;
  throw new AppError('backup_unusable', `${name}: ${why}`, { details: { backup: name } });
}

/** Proves that a backup is whole and of a known schema; `name` is what it is called in the refusal. @throws backup_unusable */
export async function verifyBackup(file: string, name: string): Promise<void> {
  const reason = await whyUnusable(file).catch((error: unknown) => toAppError(error).message);
  if (reason !== undefined) throw new AppError('backup_unusable', `${name}: ${reason}`, { details: { backup: name } });
}

async function whyUnusable(file: string): Promise<string | undefined> {
  await using open = await openReader({ file });
  const { applied, changed, newer } = await compareMigrations(open.db);
  if (applied.length === 0) return 'it holds no catalogue';
  if (newer[0]) return `it was made by a newer version (migration ${newer[0].name})`;
  if (changed[0]) return `its migration ${changed[0].id} is not the one of this version`;
  const check = await checkDatabase(open);
  return check.ok ? undefined : (check.damages[0] ?? 'rows point at others that are missing');
}

/**
 * Gives the replaced database a second name, with its log where that could not be settled: at no moment is the place of
 * the database empty, so a crash in between leaves one of the two there.
 */
async function keepReplaced(file: string): Promise<string> {
  await settleLog(file);
  const aside = `${file}.replaced-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  for (const part of ['-wal', '-shm']) if (await exists(file + part)) await rename(file + part, aside + part);
  await link(file, aside).catch(() => copyFile(file, aside, constants.COPYFILE_EXCL)); // no links on FAT, for one
  return aside;
}

/** Opening and closing moves the log's content into the file. @throws library_in_use */
async function settleLog(file: string): Promise<void> {
  try {
    await using open = await openDatabase({ file });
    const { applied } = await compareMigrations(open.db);
    const holder = applied.length > 0 ? await findHolder(open.db, Date.now()) : undefined;
    if (holder) throw inUse(holder);
  } catch (error) {
    if (hasCode(error, 'library_in_use') || hasCode(error, 'busy')) throw error;
    // damaged: that is why it is being replaced
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
