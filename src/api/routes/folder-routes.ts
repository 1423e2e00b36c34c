import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { api } from '../implement.ts';

const MOST = 50;

const list = api.folders.list.handler(async ({ input, context }) => {
  // Names of folders are only for people who sit at this machine (and could look themselves).
  if (!context.isLocal) throw new AppError('permission_denied', 'Folders are listed only on the machine of the server');
  const prefix = input.prefix === '' ? `${homedir()}/` : input.prefix.replace(/^~(?=\/|$)/u, homedir());
  if (!isAbsolute(prefix)) return { folders: [] };
  const parent = prefix.endsWith('/') ? prefix : dirname(prefix);
  const start = prefix.endsWith('/') ? '' : basename(prefix).toLowerCase();
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter(
      (entry) =>
        entry.isDirectory() &&
        entry.name.toLowerCase().startsWith(start) &&
        (start.startsWith('.') || !entry.name.startsWith('.')),
    )
    .map((entry) => join(parent, entry.name))
    .sort();
  return { folders: folders.slice(0, MOST) };
});

/** Completion of a path in the start form. */
export const folderRoutes = { list };
