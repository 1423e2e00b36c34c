import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { FileReaders } from '../src/tools/read/file-readers.ts';
import { photoLibrary } from './library.ts';
import { type BenchEnv, compare, type Row } from './row.ts';
import { measureHere, runCommand } from './run-command.ts';

/** More files tell nothing more about hashing; they must fit into the page cache. */
const MOST_FILES = 300;

/** Reading for the catalogue (hash, format, head facts in one pass, in a thread) against OpenSSL's bare hash, one core each. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const library = await photoLibrary({ ...env, n: Math.min(env.n, MOST_FILES) });
  for (const file of library.files) await readFile(file); // into the page cache, for both
  const ours: { cpuMs: number; wallMs: number }[] = [];
  const openssl: typeof ours = [];
  await using readers = new FileReaders(1);
  await readAll(readers, library.files.slice(0, 5)); // The thread is started once in a process, not once a folder.
  for (let i = 0; i < env.repeat; i++) {
    openssl.push(await runCommand(['openssl', 'dgst', '-sha256', ...library.files]));
    ours.push(await measureHere(() => readAll(readers, library.files)));
  }
  const note = `${library.note}; ours also tells format and head facts; openssl hashes only`;
  const than = { name: 'openssl dgst -sha256', note };
  return [
    compare(
      'hash, CPU',
      ours.map((cost) => cost.cpuMs),
      { ...than, unit: 'ms', limit: openssl.map((cost) => cost.cpuMs), atMost: 1.1 },
    ),
    compare(
      'hash, time',
      ours.map((cost) => cost.wallMs),
      { ...than, unit: 'ms', limit: openssl.map((cost) => cost.wallMs) },
    ),
  ];
}

async function readAll(readers: FileReaders, files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => readers.read(file, basename(file))));
}
