import { createRequire } from 'node:module';
import { AppError } from '../../base/errors.ts';

/** A program and its first arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The ExifTool to run: the configured one, else the one npm brought (a Perl script; a program on Windows).
 * @throws metadata_tool_missing when npm brought none
 */
export function locateExiftool(path: string | undefined): Program {
  if (path !== undefined && path !== '')
    return path.endsWith('.pl') ? { file: 'perl', args: [path] } : { file: path, args: [] };
  try {
    const vendored = createRequire(createRequire(import.meta.url).resolve('exiftool-vendored'));
    const isWindows = process.platform === 'win32';
    const script: unknown = vendored(isWindows ? 'exiftool-vendored.exe' : 'exiftool-vendored.pl');
    if (typeof script === 'string') return isWindows ? { file: script, args: [] } : { file: 'perl', args: [script] };
  } catch (error) {
    throw new AppError('metadata_tool_missing', 'The bundled ExifTool is not installed', {
      retry: { afterMs: 60_000 },
      cause: error,
      details: { why: 'absent' },
    });
  }
  throw new AppError('metadata_tool_missing', 'The bundled ExifTool does not say where it lies', {
    retry: { afterMs: 60_000 },
    details: { why: 'absent' },
  });
}
