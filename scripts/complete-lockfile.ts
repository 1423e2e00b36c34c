// npm leaves out of the lockfile what its registry did not deliver, and then refuses `npm ci` everywhere. Run this after
// `npm install` behind a registry that lacks packages of other platforms: it writes their entries from the names.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkoutRoot } from './run-step.ts';

const Entry = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  license: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Entries of platform packages that the lockfile names as optional dependencies but does not hold, by path. */
export function missingEntries(packages: Readonly<Record<string, unknown>>): Readonly<Record<string, object>> {
  const wanted = Object.values(packages).flatMap((value) => {
    const { optionalDependencies, dev, license } = Entry.parse(value);
    return Object.entries(optionalDependencies).map(([name, version]) => ({ name, version, dev, license }));
  });
  const missing = wanted.filter(
    ({ name, version }) => /^\d/.test(version) && saysPlatform(name) && !isHeld(packages, name),
  );
  return Object.fromEntries(missing.map((one) => [`node_modules/${one.name}`, entryOf(one)]));
}

function saysPlatform(name: string): boolean {
  const words = name.split(/[/-]/);
  return SYSTEMS.some((system) => words.includes(system)) && PROCESSORS.some((processor) => words.includes(processor));
}

function isHeld(packages: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`));
}

function entryOf({
  name,
  version,
  dev,
  license,
}: {
  name: string;
  version: string;
  dev: boolean | undefined;
  license: string | undefined;
}): object {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc =
    words.includes('musl') || words.includes('musleabihf')
      ? ['musl']
      : words.some((word) => word.startsWith('gnu'))
        ? ['glibc']
        : undefined;
  return {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(libc ? { libc } : {}),
    ...(license ? { license } : {}),
    optional: true,
    os,
  };
}

if (import.meta.main) {
  const file = join(checkoutRoot, 'package-lock.json');
  const lock = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  const held = z.record(z.string(), z.unknown()).parse(lock['packages']);
  const added = missingEntries(held);
  const inOrder = Object.entries({ ...held, ...added }).sort(([a], [b]) => a.localeCompare(b, 'en')); // as npm sorts
  const text = JSON.stringify({ ...lock, packages: Object.fromEntries(inOrder) }, null, 2);
  if (Object.keys(added).length > 0) writeFileSync(file, `${text}\n`);
  console.log(`${Object.keys(added).length} entries added to package-lock.json`);
}
