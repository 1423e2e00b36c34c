import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One import or re-export. `target`: path from the checkout's root, or the package's name. */
export interface ImportLine {
  readonly target: string;
  readonly isTypeOnly: boolean;
  readonly isLocal: boolean;
  readonly line: number;
}

export interface SourceFile {
  /** From the checkout's root, with `/`. */
  readonly path: string;
  /** Folder below src/, `web`, or '' for files directly in src/. */
  readonly module: string;
  readonly text: string;
  readonly isTest: boolean;
  readonly imports: readonly ImportLine[];
}

/** Tests, suites, the children they start, and what only they use (`test-server.ts`, `open-test-database.ts`). */
const IS_TEST = /\.(?:test|suite)(?:-[a-z]+)?\.tsx?$|\/(?:open-)?test-[a-z-]+\.ts$/;
const IMPORT =
  /^(?:import\s+(?:(?<words>[^'";]*?)\s+from\s+)?|export\s+(?<again>(?:type\s+)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?))\s+from\s+)['"](?<target>[^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"](?<target>\.[^'"]+)['"]\s*\)/g;

/** Every TypeScript file of ours, read. */
export function readSources(): readonly SourceFile[] {
  return globSync(
    ['src/**/*.ts', 'web/src/**/*.{ts,tsx}', 'web/*.ts', 'scripts/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    { cwd: root },
  ).map((found) => {
    const path = found.replaceAll('\\', '/');
    const text = readFileSync(join(root, path), 'utf8');
    const [top = '', folder = ''] = path.split('/');
    const module = top === 'src' ? (path.split('/').length > 2 ? folder : '') : top;
    return {
      path,
      module,
      text,
      isTest: IS_TEST.test(path),
      imports: importsOf(path, text),
    };
  });
}

function importsOf(path: string, text: string): readonly ImportLine[] {
  const still = [...text.matchAll(IMPORT)].map((match) => ({
    match,
    words: match.groups?.['words'] ?? match.groups?.['again'] ?? '',
  }));
  const late = [...text.matchAll(DYNAMIC)].map((match) => ({ match, words: '' }));
  return [...still, ...late].map(({ match, words }) => {
    const target = match.groups?.['target'] ?? '';
    const contract = target.startsWith('@contract/');
    const local = target.startsWith('.')
      ? posix.join(dirname(path), target)
      : `src/contract/${target.slice('@contract/'.length)}`;
    const isLocal = contract || target.startsWith('.');
    return {
      target: isLocal ? local : target,
      isTypeOnly: isTypeImport(words),
      isLocal,
      line: text.slice(0, match.index).split('\n').length,
    };
  });
}

/** `import type …` and `import { type A, type B } …` are gone when the program runs. */
function isTypeImport(words: string): boolean {
  if (words.startsWith('type ')) return true;
  const named = /^\{(?<names>[^}]*)\}\s*$/.exec(words.trim())?.groups?.['names'];
  if (named === undefined) return false;
  const names = named.split(',').map((name) => name.trim());
  return names.every((name) => name === '' || name.startsWith('type '));
}
