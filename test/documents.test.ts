import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).map((path) => path.replaceAll('\\', '/'));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const linesOf = (path: string): number => textOf(path).trimEnd().split('\n').length;

describe('documents', () => {
  it('point at files that exist', () => {
    const broken = documents.flatMap((path) =>
      [...textOf(path).matchAll(/(?<!!)\[[^\]]*\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(join(root, dirname(path), target)))
        .map((target) => `${path} → ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it('[S-378] begin with one line that installs and starts, by scripts that exist', () => {
    const commands = [...textOf('README.md').matchAll(/```sh\n(.*)\n```/g)].map((match) => match[1]);
    assert.deepEqual(commands, ['npm ci && npm start -- ~/Pictures', 'npm ci && npm test']);
    const scripts = Object.keys((JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts);
    assert.deepEqual(
      ['start', 'test', 'check', 'supervisor', 'build', 'docs'].filter((name) => !scripts.includes(name)),
      [],
    );
  });

  it('stay short', () => {
    assert.ok(linesOf('README.md') <= 110);
    assert.ok(linesOf('CONTRIBUTING.md') <= 100);
    const long = documents.filter((path) => path.startsWith('docs/adr/') && linesOf(path) > 40);
    assert.deepEqual(long, []);
  });
});
