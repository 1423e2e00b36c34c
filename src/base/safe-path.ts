import { isAbsolute, join, resolve, sep } from 'node:path';
import { AppError } from './errors.ts';

/**
 * `root` + `relative`, proved to lie below `root` by its text (links are the caller's to resolve).
 * @throws path_outside_root for `..`, absolute paths and NUL
 */
export function safeJoin(root: string, relative: string): string {
  const full = join(root, relative);
  const inside = full === resolve(root) || full.startsWith(resolve(root) + (resolve(root).endsWith(sep) ? '' : sep));
  if (relative.includes('\0') || isAbsolute(relative) || !inside) {
    throw new AppError('path_outside_root', 'A path points outside its root', { details: { root, relative } });
  }
  return full;
}

/** True when `path` is `root` or lies below it (both absolute and resolved). */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
