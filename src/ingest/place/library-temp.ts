import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../db/database.ts';

/** Folder in the managed library for files that are being written; walks pass over it. */
const FOLDER = '.supervisor-temp';

/** Where a session writes what it places, before it has its name. */
export function tempFolderOf(library: string, sessionId: string): string {
  return join(library, FOLDER, sessionId);
}

/** Removes what sessions left behind that were killed; those that run keep theirs, except the one that asks. */
export async function sweepTemp(db: Database, library: string, sessionId: string): Promise<void> {
  const names = await readdir(join(library, FOLDER)).catch(() => []);
  if (names.length === 0) return;
  const running = await db.selectFrom('import_session').select('id').where('state', '=', 'running').execute();
  const kept = new Set(running.map((session) => session.id));
  kept.delete(sessionId);
  for (const name of names)
    if (!kept.has(name)) await rm(join(library, FOLDER, name), { recursive: true, force: true });
}

/** Removes the temp folder of a session that has ended. */
export async function removeTemp(library: string, sessionId: string): Promise<void> {
  await rm(tempFolderOf(library, sessionId), { recursive: true, force: true });
  if (
    (await readdir(join(library, FOLDER))
      .catch(() => [''])
      .then((names) => names.length)) === 0
  )
    await rm(join(library, FOLDER), { recursive: true, force: true });
}
