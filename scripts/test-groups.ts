import { globSync } from 'node:fs';
import { checkoutRoot } from './run-step.ts';

/** The longest test files begin first, so that no core is left with one of them at the end. */
const LONG = /manifest|processes|commands|postgres|exiftool|images|video|doctor|scan|place/;
/** Tests of all settings, kills, pages and real media: one file at a time, since each keeps every core busy. */
const ALONE = /^test\/(?:e2e|crash|settings)\/|-corpus\.test\.ts$/;
/** Tests of whole programs, servers, child processes and file systems: too long to wait for while working. */
const WHOLE =
  /^test\/(?!architecture|documents|lockfile)|postgres|pg-boss|database-clock|copy-database|ffmpeg-video|disk-full|walk-folder|open-exiftool|child-pool|scan-resume|ingest\/place\//;
/** Tests of whatever lies upon a database. */
const ON_BOTH =
  /^src\/(?:catalogue|events|jobs|ingest|derivatives|api|doctor\/health|doctor\/incidents)\/|^test\/worker-processes/;
/** About the disk that a database file lies on. */
const ON_FILE = /^src\/ingest\/place\/disk-full/;

/** Driven in Chromium. */
export const BROWSER_FOLDER = 'test/e2e/';

/** Test files, relative to the checkout, by when they are run. */
export interface TestGroups {
  /** With every check. */
  readonly quick: readonly string[];
  /** Beside those, where all is run. */
  readonly whole: readonly string[];
  /** After all others, one by one. */
  readonly alone: readonly string[];
  /** A second time, on PostgreSQL. */
  readonly onBoth: readonly string[];
}

/** Sorts the test files of the checkout into groups. */
export function testGroups(): TestGroups {
  const all = globSync(['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: checkoutRoot })
    .map((file) => file.replaceAll('\\', '/'))
    .sort((a, b) => Number(LONG.test(b)) - Number(LONG.test(a)) || a.localeCompare(b));
  const together = all.filter((file) => !ALONE.test(file));
  return {
    quick: together.filter((file) => !WHOLE.test(file)),
    whole: together.filter((file) => WHOLE.test(file)),
    alone: all.filter((file) => ALONE.test(file)),
    onBoth: together.filter((file) => ON_BOTH.test(file) && !ON_FILE.test(file)),
  };
}
