import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, systemCode } from './errors.ts';

/** Rights of the folders that are made; by default what the system gives. */
interface Rights {
  readonly mode?: number;
}

/**
 * Makes a folder with those above it that are missing; one that is there stays as it is. Node's own `recursive` tries for
 * ever where the folder above is there but takes none, as `/proc` does.
 * @throws folder_unusable there and where something else has the name; else the system's error
 */
export async function makeFolder(path: string, rights: Rights = {}): Promise<void> {
  const error = await makeOne(path, rights);
  if (error === undefined) return;
  const parent = dirname(path);
  if (systemCode(error) !== 'ENOENT' || parent === path) throw error;
  await makeFolder(parent, rights);
  const again = await makeOne(path, rights);
  if (systemCode(again) === 'ENOENT')
    throw new AppError('folder_unusable', `${parent} takes no folders`, { cause: again });
  if (again !== undefined) throw again;
}

/** @returns why there is no folder now */
async function makeOne(path: string, rights: Rights): Promise<unknown> {
  try {
    await mkdir(path, rights);
    return undefined;
  } catch (error) {
    // Some systems refuse what is there with another word: a drive, a volume that is read only.
    if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return undefined;
    if (systemCode(error) === 'ENOTDIR')
      return new AppError('folder_unusable', `${path} cannot be made: there is a file above it`, { cause: error });
    if (systemCode(error) !== 'EEXIST') return error;
    return new AppError('folder_unusable', `${path} is no folder, or a link to what is not there`, { cause: error });
  }
}
