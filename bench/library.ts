import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { runCommand } from './run-command.ts';
import type { BenchEnv } from './row.ts';

/** A folder of JPEGs for one measurement. Made once and kept in the temp folder. */
export interface Library {
  readonly folder: string;
  readonly files: readonly string[];
  /** How it was made; belongs in a row's note. */
  readonly note: string;
}

/** Really different pictures; the others carry the same pixels under other bytes. */
const SEEDS = 24;
const FILES_PER_FOLDER = 200;
const CHECKOUT = resolve(import.meta.dirname, '..');

/** Where benches keep what is dear to make. */
export function benchFolder(): string {
  return join(tmpdir(), 'supervisor-bench');
}

/**
 * `n` JPEGs with distinct bytes: 24 real ones from `make-library.mjs`, each written again and again with a comment
 * segment of its own (a whole library of `full` pictures would take an hour to encode).
 */
export async function photoLibrary(env: Pick<BenchEnv, 'n' | 'size' | 'tell'>): Promise<Library> {
  const folder = join(benchFolder(), `${env.size}-${env.n}`);
  const note = `${env.n} JPEGs (${env.size}): ${SEEDS} pictures of make-library.mjs, varied by a comment segment`;
  if (!existsSync(folder)) {
    const seeds = await seedFiles(env);
    env.tell(`writing ${env.n} ${env.size} files to ${folder}`);
    await fill(folder, async (to) => {
      for (let i = 0; i < env.n; i++) {
        const seed = seeds[i % seeds.length] ?? '';
        const sub = join(to, `${Math.floor(i / FILES_PER_FOLDER)}`.padStart(3, '0'));
        if (i % FILES_PER_FOLDER === 0) await mkdir(sub);
        await writeFile(
          join(sub, `${basename(seed, extname(seed))}-${i}.jpg`),
          withComment(await readFile(seed), `copy ${i}`),
        );
      }
    });
  }
  return { folder, note, files: await filesBelow(folder) };
}

/** The bytes of a JPEG with a comment segment after its start marker: another file, the same picture. */
export function withComment(jpeg: Buffer, text: string): Buffer {
  const comment = Buffer.from(text);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 4);
  return Buffer.concat([head, comment, jpeg.subarray(2)]);
}

async function seedFiles({ size, tell }: Pick<BenchEnv, 'size' | 'tell'>): Promise<readonly string[]> {
  const script = join(
    resolve(process.env['SUPERVISOR_CORPUS'] ?? join(CHECKOUT, '../shared/corpus')),
    'make-library.mjs',
  );
  if (!existsSync(script))
    throw new Error(`${script} is missing: set SUPERVISOR_CORPUS to the folder of the media corpus`);
  const version = createHash('sha256')
    .update(await readFile(script))
    .digest('hex')
    .slice(0, 8);
  const folder = join(benchFolder(), `seeds-${size}-${SEEDS}-${version}`);
  if (!existsSync(folder)) {
    tell(`making ${SEEDS} ${size} pictures`);
    const args = [
      '--n',
      SEEDS,
      '--size',
      size,
      '--exact',
      0,
      '--near',
      0,
      '--layout',
      'flat',
      '--jobs',
      availableParallelism(),
    ];
    await fill(folder, async (to) => {
      await runCommand([process.execPath, script, '--out', to, ...args.map(String)], { cwd: CHECKOUT });
    });
  }
  return filesBelow(folder);
}

/** Makes a folder whole or not at all: an interrupted run leaves nothing that looks finished. */
async function fill(folder: string, write: (to: string) => Promise<void>): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  await write(unfinished);
  await rename(unfinished, folder);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jpg'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
