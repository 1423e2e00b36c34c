import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../base/errors.ts';
import type { ExifToolMode } from './exiftool.ts';

/** Options of every reading: all groups and duplicates, plain numbers, names as UTF-8, no warnings on stderr. */
export const COMMON_ARGS: readonly string[] = ['-charset', 'filename=utf8', '-q', '-q'];

const MODE_ARGS: Readonly<Record<ExifToolMode, readonly string[]>> = { fast: ['-fast'], fast2: ['-fast2'], full: [] };

/** The config file of a process that reads in this mode; empty = none. */
export function configFile(mode: ExifToolMode): string {
  return mode === 'full' ? '' : fileURLToPath(new URL('unread-tags.config', import.meta.url));
}

/** What is asked of a file whose tags are stored. */
export const readArgs = (mode: ExifToolMode): readonly string[] => [
  '-j',
  '-n',
  '-a',
  '-G1',
  ...MODE_ARGS[mode],
  '-api',
  'QuickTimeUTC',
];

/**
 * A path that may be given to ExifTool: absolute, so never taken for an option, and without tricks.
 * @throws path_refused
 */
export function checkPath(path: string): void {
  const isOk = isAbsolute(path) && !path.includes('\0') && !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path);
  if (!isOk)
    throw new AppError('path_refused', 'A path that is not absolute, or holds NUL or ..', { details: { path } });
}

/** One argument as a line of the argument file. Line ends, which no line can hold, are written as in C. */
export function argumentLine(arg: string): string {
  if (!/[\r\n]/.test(arg) && !arg.startsWith('#')) return arg;
  return `#[CSTR]${arg.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}`;
}
