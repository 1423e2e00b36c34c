import { findProgram } from './find-program.ts';

/** Debian's, Ubuntu's and Google's names of the browser that end-to-end tests and screenshots drive. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser that `SUPERVISOR_CHROMIUM` names, else the first on PATH. */
export function findChromium(): string | undefined {
  const named = process.env['SUPERVISOR_CHROMIUM'];
  if (named) return named;
  return findProgram(NAMES);
}
