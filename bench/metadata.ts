import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { normaliseFacts } from '../src/catalogue/facts/normalise-facts.ts';
import { formatById } from '../src/formats/format-of.ts';
import { locateExiftool } from '../src/tools/exiftool/locate-exiftool.ts';
import { openExifTool } from '../src/tools/exiftool/open-exiftool.ts';
import { photoLibrary } from './library.ts';
import { lookAtTree } from './process-tree.ts';
import { type BenchEnv, compare, type Row } from './row.ts';
import { type Cost, runCommand } from './run-command.ts';

/** More files tell nothing more about a cost that is the same for each. */
const MOST_FILES = 400;
/** Jobs that wait for tags at once, as the worker has them. */
const IN_FLIGHT = 32;

/** All tags and the facts that follow, children included, against one ExifTool over the same tree that prints fewer tags. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const library = await photoLibrary({ ...env, n: Math.min(env.n, MOST_FILES) });
  const { file, args } = locateExiftool(undefined);
  const ours: Cost[] = [];
  const bare: Cost[] = [];
  for (let i = 0; i < env.repeat; i++) {
    bare.push(
      await runCommand([file, ...args, '-q', '-q', '-fast2', '-j', '-n', '-r', library.folder], { okExits: [0, 1] }),
    );
    ours.push(await describeAll(library.files));
  }
  const than = {
    name: 'exiftool -fast2 -j -n -r',
    note: `${library.note}; ours keeps every group, maker notes and duplicates`,
  };
  return [
    compare(
      'metadata, CPU',
      ours.map((cost) => cost.cpuMs),
      { ...than, unit: 'ms', limit: bare.map((cost) => cost.cpuMs), atMost: 1.3 },
    ),
    compare(
      'metadata, time',
      ours.map((cost) => cost.wallMs),
      { ...than, unit: 'ms', limit: bare.map((cost) => cost.wallMs) },
    ),
  ];
}

async function describeAll(files: readonly string[]): Promise<Cost> {
  const before = lookAtTree(process.pid).cpuMs;
  const startedMs = performance.now();
  const options = { mode: 'fast', timeoutMs: 30_000, processes: 1, clock: systemClock, log: silentLog } as const;
  {
    await using exiftool = openExifTool(options);
    const left = files.values();
    const work = async (): Promise<void> => {
      for (const path of left) {
        const { tags } = await exiftool.readTags(path);
        const { mtimeMs } = await stat(path);
        const about = { name: basename(path), folder: dirname(path), mtimeMs, nowMs: Date.now(), sidecars: [] };
        normaliseFacts({ tags, format: formatById('jpeg'), ...about });
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  }
  return { wallMs: performance.now() - startedMs, cpuMs: lookAtTree(process.pid).cpuMs - before };
}
