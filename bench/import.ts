import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { photoLibrary } from './library.ts';
import { type BenchEnv, compare, type Row } from './row.ts';
import { type Cost, runCommand } from './run-command.ts';
import { dataFolder, SUPERVISOR } from './supervisor.ts';

const LOOP = join(import.meta.dirname, 'reference-loop.ts');

/**
 * The whole import by the command line against the loop that only makes the pictures, in turn; and against one that also
 * hashes, reads tags and writes a row, though nothing of it durably.
 */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const { folder, files, note } = await photoLibrary(env);
  const ours: Cost[] = [];
  const loop: Cost[] = [];
  const wholeLoop: Cost[] = [];
  for (let i = 0; i < env.repeat; i++) {
    loop.push(await bareLoop(folder));
    ours.push(await wholeImport(folder, files.length));
    wholeLoop.push(await bareLoop(folder, 'whole'));
    const rate = (costs: readonly Cost[]): string => perSecond(files, costs.at(-1)).toFixed(2);
    env.tell(
      `  loop ${rate(loop)}, ours ${rate(ours)}, loop that hashes and reads tags too ${rate(wholeLoop)} images/s`,
    );
  }
  const rates = { unit: 'images/s', limit: loop.map((cost) => perSecond(files, cost)), name: 'bare loop' };
  const cores = availableParallelism();
  const busy = (cost: Cost): number => (cost.cpuMs / cost.wallMs / cores) * 100;
  const wholeNote = `${note}; hash, metadata, three pictures, thumbhash, perceptual hash, rows, durable; the loop makes the three pictures only`;
  return [
    compare(
      'whole import',
      ours.map((cost) => perSecond(files, cost)),
      { ...rates, atLeast: 0.9, note: wholeNote },
    ),
    compare(
      'whole import against all its work',
      ours.map((cost) => perSecond(files, cost)),
      {
        ...rates,
        limit: wholeLoop.map((cost) => perSecond(files, cost)),
        name: 'reference loop',
        note: 'the loop reads each file once: SHA-256, the three pictures, difference hash, ExifTool in batches of 32, a row; nothing is durable or checked',
      },
    ),
    compare(
      'whole import, CPU a file',
      ours.map((cost) => cost.cpuMs / files.length),
      { unit: 'ms', limit: loop.map((cost) => cost.cpuMs / files.length), name: 'bare loop' },
    ),
    compare(`whole import, ${cores} cores busy`, ours.map(busy), {
      unit: '%',
      limit: loop.map(busy),
      name: 'bare loop',
    }),
  ];
}

async function bareLoop(folder: string, ...words: readonly string[]): Promise<Cost> {
  const out = await mkdtemp(join(tmpdir(), 'supervisor-bench-loop-'));
  try {
    return await runCommand(['env', 'MALLOC_ARENA_MAX=2', process.execPath, LOOP, folder, out, ...words]);
  } finally {
    await rm(out, { recursive: true });
  }
}

async function wholeImport(folder: string, files: number): Promise<Cost> {
  await using data = await dataFolder();
  const cost = await runCommand([process.execPath, SUPERVISOR, 'import', folder, '--json', '--data', data.path], {
    okExits: [0, 3],
    keepsOutput: true,
  });
  proveComplete(data.path, files);
  return cost;
}

/** A fast import that leaves work undone would be no result. @throws Error */
function proveComplete(data: string, files: number): void {
  using database = new DatabaseSync(join(data, 'catalogue.sqlite'), { readOnly: true });
  const count = (sql: string): number => Number(database.prepare(sql).get()?.['n']);
  const assets = count('select count(*) n from asset');
  const pictures = count('select count(*) n from derivative');
  if (assets !== files || pictures < files * 3)
    throw new Error(`The import left ${assets} assets and ${pictures} pictures of ${files} files`);
}

function perSecond(files: readonly string[], cost: Cost | undefined): number {
  return files.length / ((cost?.wallMs ?? Number.NaN) / 1_000);
}
