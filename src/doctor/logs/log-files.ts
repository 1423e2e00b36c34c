import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../base/errors.ts';

/** One file of the log. `inode` stays when rotation renames it. */
export interface LogFile {
  readonly path: string;
  readonly inode: string;
  readonly bytes: number;
  readonly changedMs: number;
}

const NAME = /^supervisor(?:\.(?<age>\d+))?\.log$/u;

/** The files of the log in a folder, the current one first; none where there is no folder yet. */
export async function logFiles(folder: string): Promise<LogFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const found = names.flatMap((name) => {
    const match = NAME.exec(name);
    return match ? [{ name, age: Number(match.groups?.['age'] ?? 0) }] : [];
  });
  const files = await Promise.all(
    found
      .toSorted((a, b) => a.age - b.age)
      .map(async ({ name }): Promise<LogFile | undefined> => {
        const path = join(folder, name);
        const facts = await stat(path).catch(() => undefined); // rotated away between the two looks
        return facts && { path, inode: String(facts.ino), bytes: facts.size, changedMs: facts.mtimeMs };
      }),
  );
  return files.filter((file) => file !== undefined);
}
