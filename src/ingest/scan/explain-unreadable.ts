import { lstat } from 'node:fs/promises';
import { AppError, toAppError } from '../../base/errors.ts';
import { getRoot } from '../../catalogue/roots/storage-roots.ts';
import { refreshRoot, rootOffline } from './root-presence.ts';

/** Why an original could not be worked on: gone with its whole root, gone alone, or what was thrown. Tools call all of it damage. */
export async function explainUnreadable(
  needs: Parameters<typeof refreshRoot>[0],
  place: { readonly rootId: string; readonly path: string },
  thrown: unknown,
): Promise<AppError> {
  const error = toAppError(thrown);
  if (error.code === 'disk_full' || (await isThere(place.path))) return error;
  const root = await getRoot(needs.db, place.rootId);
  if (!(await refreshRoot(needs, root))) return rootOffline(needs, root);
  return new AppError('file_missing', 'The file is not there any more', { cause: thrown });
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
