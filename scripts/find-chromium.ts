import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's, Ubuntu's and Google's names of the browser that end-to-end tests and screenshots drive. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser that `SUPERVISOR_CHROMIUM` names, else the first on PATH. */
export function findChromium(): string | undefined {
  const named = process.env['SUPERVISOR_CHROMIUM'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
