import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { toAppError } from '../../base/errors.ts';
import { RotatingFile } from '../../config/rotating-file.ts';
import type { Config } from '../../config/schema.ts';

/** What is shown of it at the end. */
const LAST_BYTES = 8_192;
const LAST_LINES = 12;

/** A file that a process in the background speaks into. */
export interface OutputFile extends Disposable {
  readonly file: string;
  readonly fd: number;
  /** Where what follows begins, bytes. */
  readonly from: number;
}

/**
 * Opens `<folder>/output.log` for what a process is about to say: the words of earlier ones stay before it, and in
 * `output.1.log` and so on once it is full. `title`: a line that sets it apart. @throws permission_denied, disk_full, …
 */
export function openOutput(folder: string, limits: Config['logs'], title: string): OutputFile {
  const file = join(folder, 'output.log');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Rotated between two starts only: the process writes into the file itself, so that its last gasp is there, too.
    using rotating = new RotatingFile(file, { maxBytes: Math.round(limits.maxMiB * 1_048_576), keep: limits.keep });
    rotating.write(`${title}\n`);
    const fd = openSync(file, 'a', 0o600);
    return { file, fd, from: fstatSync(fd).size, [Symbol.dispose]: () => closeSync(fd) };
  } catch (error) {
    throw toAppError(error);
  }
}

/** The last lines of what was said from a place on; none where the file is gone or another by now. */
export async function lastLines(file: string, from: number): Promise<readonly string[]> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const begin = Math.max(from, size - LAST_BYTES);
    if (begin >= size) return [];
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - begin), 0, size - begin, begin);
    const lines = stripVTControlCharacters(buffer.toString('utf8', 0, bytesRead)).split(/\r?\n/u);
    return lines.filter((line) => line.trim() !== '').slice(-LAST_LINES);
  } catch {
    return [];
  }
}
