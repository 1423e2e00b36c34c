import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of these programs that is on PATH, or the file named by `override` (an environment variable). */
export function findProgram(names: readonly string[], override?: string): string | undefined {
  const named = override === undefined ? undefined : process.env[override];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return names
    .flatMap((name) => folders.flatMap((folder) => endings.map((end) => join(folder, name + end))))
    .find(isProgram);
}

/** Debian's, Ubuntu's and Google's names of the browser that the end-to-end tests drive. */
export function findChromium(): string | undefined {
  return findProgram(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'], 'SUPERVISOR_CHROMIUM');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
