// Makes dist/*.js from src/: the program and the pure JavaScript that it uses, in some eighty modules instead of two thousand.
import { cpSync, globSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { checkoutRoot } from './run-step.ts';

const SRC = join(checkoutRoot, 'src');
const DIST = join(checkoutRoot, 'dist');
const KEPT_MS = 7 * 86_400_000;
const NO_PROGRAM = ['**/*.test.ts', '**/*.test-*.ts', '**/*.suite.ts', '**/open-test-*.ts', '**/test-*.ts'];
/** Stands for the way from a chunk up to `dist/`, until it is known where the chunk lies. */
const WAY_UP = '__WAY_UP__';

/**
 * Packages that stay as they are installed: they come with libraries or programs of the platform, look for files beside
 * themselves, or talk to a PostgreSQL server, which few starts do.
 */
const INSTALLED = ['sharp', 'node-av', 'exiftool-vendored', '@imagemagick/magick-wasm', 'pg', 'pg-boss'];

/** Where a source would lie below `dist/` if each were compiled alone. */
function placeOf(source: string): string {
  return relative(SRC, source).replace(/\.ts$/, '.js').replaceAll(sep, '/');
}

/** The program, and what it runs in threads and processes of their own: source by name below `dist/`. */
function programs(): Readonly<Record<string, string>> {
  const children = globSync('**/*.ts', { cwd: SRC, exclude: NO_PROGRAM }).flatMap((name) => {
    const calls = readFileSync(join(SRC, name), 'utf8').matchAll(
      /siblingModule\(\s*import\.meta\.url,\s*(?:'(.+?)')?/g,
    );
    return Array.from(calls, ([, beside]) => {
      if (beside === undefined)
        throw new Error(`${name}: the bundle needs the name of what siblingModule runs in its place`);
      return resolve(SRC, dirname(name), `${beside}.ts`);
    });
  });
  const sources = [join(SRC, 'main.ts'), ...children];
  return Object.fromEntries(sources.map((source) => [placeOf(source).replace(/\.js$/, ''), source]));
}

/** Threads, children and data files are found from the place of the module that asks, whichever chunk it lies in. */
const ownPlaces: Plugin = {
  name: 'own-places',
  transform(code, id) {
    if (!id.startsWith(SRC + sep) || !code.includes('import.meta.url')) return undefined;
    return code.replaceAll('import.meta.url', `new URL('${WAY_UP}${placeOf(id)}', import.meta.url).href`);
  },
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk')
        chunk.code = chunk.code.replaceAll(WAY_UP, '../'.repeat(chunk.fileName.split('/').length - 1));
  },
};

/** Folders of the packages of which something is in the chunks. */
function packagesIn(chunks: readonly OutputChunk[]): readonly string[] {
  const found = chunks.flatMap(({ moduleIds }) =>
    moduleIds.map((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? ''),
  );
  return [...new Set(found)].filter((folder) => folder !== '').toSorted();
}

/** What the licences of bundled packages ask for: their text beside the code. */
function licencesOf(folders: readonly string[]): string {
  const texts = folders.map((folder) => {
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const text = file === undefined ? `License: ${String(facts['license'])}` : readFileSync(join(folder, file), 'utf8');
    return `${String(facts['name'])} ${String(facts['version'])}\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

/** Chunks are named by what is in them. A server that still runs loads some of its own late: they stay for a while. */
function removeOld(written: ReadonlySet<string>): void {
  const beforeMs = Date.now() - KEPT_MS;
  for (const name of globSync('**/*.js', { cwd: DIST, exclude: ['web/**'] })) {
    const path = join(DIST, name);
    if (!written.has(name.replaceAll(sep, '/')) && statSync(path).mtimeMs < beforeMs) rmSync(path);
  }
}

await using made = await rolldown({
  input: programs(),
  cwd: checkoutRoot,
  platform: 'node',
  external: (id) => INSTALLED.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [ownPlaces],
  logLevel: 'warn',
});
const { output } = await made.write({ dir: DIST, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' });
const chunks = output.filter((one) => one.type === 'chunk');
removeOld(new Set(chunks.map(({ fileName }) => fileName)));
writeFileSync(join(DIST, 'chunks/LICENSES.txt'), licencesOf(packagesIn(chunks)));
for (const path of globSync('**/*.config', { cwd: SRC })) cpSync(join(SRC, path), join(DIST, path));
