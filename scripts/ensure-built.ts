import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkoutRoot, runTool } from './run-step.ts';

/** One thing that is built from sources of the checkout. */
interface Built {
  readonly what: string;
  readonly tool: readonly string[];
  /** Its time says when the sources were read that it was built from. */
  readonly stamp: string;
  /** Files, and folders with all below them; a folder's own time counts too: it changes when a file in it goes. */
  readonly sources: readonly string[];
  readonly without: string;
}

const program: Built = {
  what: 'program',
  tool: ['scripts/build-program.ts'],
  stamp: 'dist/.program',
  sources: ['src', 'scripts/build-program.ts', 'package-lock.json', 'tsconfig.json'],
  without: 'it runs from its sources, a little slower',
};

const pages: Built = {
  what: 'pages',
  tool: ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'],
  stamp: 'dist/.pages',
  sources: ['web', 'src/contract', 'package-lock.json'],
  without: 'the API works without them',
};

/**
 * In a checkout: builds program and pages where they are missing or older than their sources, and says so, since it takes
 * seconds. Compiled code starts in half the time and needs a third less memory than sources read as they are.
 *
 * @returns false when something could not be built
 */
export async function ensureBuilt(): Promise<boolean> {
  const stale = [program, pages].filter((built) => !isFresh(built));
  if (stale.length === 0) return true;
  process.stderr.write(`Building the ${stale.map(({ what }) => what).join(' and the ')} (once, a few seconds)…\n`);
  return (await Promise.all(stale.map(build))).every(Boolean);
}

/** True when `dist/` is what the sources of the program make. */
export function isProgramFresh(): boolean {
  return isFresh(program);
}

async function build({ what, tool, stamp, without }: Built): Promise<boolean> {
  const readAt = new Date();
  const { failed, output } = await runTool(what, tool);
  if (failed > 0) {
    process.stderr.write(`The ${what} could not be built; ${without}.\n${output}\n`);
    return false;
  }
  const path = join(checkoutRoot, stamp);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  utimesSync(path, readAt, readAt);
  return true;
}

function isFresh({ stamp, sources }: Built): boolean {
  const path = join(checkoutRoot, stamp);
  if (!existsSync(path)) return false;
  const builtMs = statSync(path).mtimeMs;
  return sources.every((source) => isOlder(join(checkoutRoot, source), builtMs));
}

/** By hand and not by a pattern: this is looked at with every start, and patterns take four times as long. */
function isOlder(path: string, thanMs: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats || stats.mtimeMs > thanMs) return stats === undefined;
  if (!stats.isDirectory()) return true;
  return readdirSync(path).every((name) => name === 'node_modules' || isOlder(join(path, name), thanMs));
}
