import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { missingEntries } from '../scripts/complete-lockfile.ts';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, object>;
};

it('holds every platform package, so that npm ci works on every system (else run scripts/complete-lockfile.ts)', () => {
  assert.deepEqual(Object.keys(missingEntries(packages)), []);
});

it('tells the platform of a package that is not held by its name', () => {
  const added = missingEntries({
    'node_modules/tool': {
      version: '1.2.3',
      dev: true,
      license: 'MIT',
      optionalDependencies: { '@tool/linux-x64-musl': '1.2.3', '@tool/darwin-arm64': '1.2.3' },
    },
    'node_modules/@tool/darwin-arm64': { version: '1.2.3' },
  });
  assert.deepEqual(added, {
    'node_modules/@tool/linux-x64-musl': {
      version: '1.2.3',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      license: 'MIT',
      optional: true,
      os: ['linux'],
    },
  });
});
