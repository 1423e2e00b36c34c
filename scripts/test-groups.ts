import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from './run-step.ts';

/** The longest test files begin first, so that no core is left with one of them at the end. */
const LONG = /manifest|processes|commands|postgres|exiftool|images|video|doctor|scan|place|settings|kill|e2e/;
/** Tests of all settings, kills, pages and real media. */
const SLOW = /^test\/(?:e2e|crash|settings)\/|-corpus\.test\.ts$/;
/** About the checkout itself, and quick. */
const CHECKOUT = /^test\/(?:architecture|documents|lockfile)\.test\.ts$/;
/** Tests of whole programs and of what runs on for long on a real file system: too long to wait for while working. */
const WHOLE = /^test\/|^src\/ingest\/(?:accept|place|scan)[/-]|walk-folder/;
/** What a test imports that starts programs, servers, or children in which foreign code decodes. */
const STARTS =
  /from '(?:node:child_process|[^']*\/(?:postgres-server|picture-library|test-describe|test-enhance|test-images|without-rights|video\.suite|(?:open|test)-exiftool|open-video|child-pool)\.ts)'|\b(?:postgresPlace|migratedPostgres)\b/;
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
  /** After all others, two at a time: each waits for about half of its time, and more of them would miss what they wait for. */
  readonly slow: readonly string[];
  /** A second time, on PostgreSQL. */
  readonly onBoth: readonly string[];
}

/** Sorts the test files of the checkout into groups. */
export function testGroups(): TestGroups {
  const all = globSync(['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: checkoutRoot })
    .map((file) => file.replaceAll('\\', '/'))
    .sort((a, b) => Number(LONG.test(b)) - Number(LONG.test(a)) || a.localeCompare(b));
  const together = all.filter((file) => !SLOW.test(file));
  return {
    quick: together.filter((file) => !isWhole(file)),
    whole: together.filter(isWhole),
    slow: all.filter((file) => SLOW.test(file)),
    onBoth: together.filter((file) => ON_BOTH.test(file) && !ON_FILE.test(file)),
  };
}

function isWhole(file: string): boolean {
  if (CHECKOUT.test(file)) return false;
  return WHOLE.test(file) || STARTS.test(readFileSync(join(checkoutRoot, file), 'utf8'));
}
