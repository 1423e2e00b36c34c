import { hasCode } from '../base/errors.ts';

/** Exit codes of all commands. A command names in `exits` those beyond ok, error and wrong call that it can end with. */
export const EXIT = {
  ok: 0,
  error: 1,
  /** It ran to its end and found something, or a part was left out. */
  findings: 2,
  someFilesRefused: 3,
  noLibrary: 10,
  libraryInUse: 11,
  notVerified: 12,
  tooEarly: 13,
  noVideoTool: 20,
  wrongCall: 64,
  interrupted: 130,
} as const;

/** What each exit code means, for `--help` and the docs. */
export const exitMeanings: Readonly<Record<number, string>> = {
  [EXIT.ok]: 'done',
  [EXIT.error]: 'failed; the message says why',
  [EXIT.findings]: 'ran to the end, but found something or left a part out',
  [EXIT.someFilesRefused]: 'done, but some files were refused',
  [EXIT.noLibrary]: 'no library in this data folder',
  [EXIT.libraryInUse]: 'another process uses this library',
  [EXIT.notVerified]: 'started, but not verified yet',
  [EXIT.tooEarly]: 'too early: another start is going on, or the last one has just failed',
  [EXIT.noVideoTool]: 'no video tool works (pictures do)',
  [EXIT.wrongCall]: 'wrong call: unknown command, flag or value',
  [EXIT.interrupted]: 'stopped by Ctrl+C or SIGTERM',
};

/** Exit codes any command can end with. */
export const commonExits: readonly number[] = [EXIT.ok, EXIT.error, EXIT.wrongCall, EXIT.interrupted];

/** The exit code of an error that a command let through. */
export function exitOf(error: unknown): number {
  if (hasCode(error, 'bad_call')) return EXIT.wrongCall;
  if (hasCode(error, 'no_library')) return EXIT.noLibrary;
  if (hasCode(error, 'library_in_use')) return EXIT.libraryInUse;
  return EXIT.error;
}
