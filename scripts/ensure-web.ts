import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from './run-step.ts';

const BUILT = join(checkoutRoot, 'dist/web/index.html');
/** What the pages are made of. Folders count too: their time changes when a file in them goes. */
const SOURCES = ['web/*', 'web/{src,public}/**', 'src/contract/**', 'package-lock.json'];

/** In a checkout: builds the pages when they are missing or older than their sources. Says so, since it takes seconds. */
export function ensureWeb(): void {
  if (isFresh()) return;
  process.stderr.write('Building the pages (once, a few seconds)…\n');
  const vite = join(checkoutRoot, 'node_modules/vite/bin/vite.js');
  const { status, stderr, error } = spawnSync(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: checkoutRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`The pages could not be built; the API works without them.\n${error?.message ?? stderr}\n`);
}

function isFresh(): boolean {
  if (!existsSync(BUILT)) return false;
  const builtMs = statSync(BUILT).mtimeMs;
  return globSync(SOURCES, { cwd: checkoutRoot, exclude: (path) => path === 'node_modules' }).every(
    (path) => statSync(join(checkoutRoot, path)).mtimeMs <= builtMs,
  );
}
