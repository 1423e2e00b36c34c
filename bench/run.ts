// `npm run bench [-- names] [--size full] [--n 200] [--repeat 5]`: measures and prints one table.
import { globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/ensure-built.ts';
import { printTable } from './print-table.ts';
import type { Bench, BenchEnv, Row } from './row.ts';

const here = import.meta.dirname;
const SIZES = ['full', 'medium', 'small', 'tiny'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: 'full' },
    n: { type: 'string', default: '200' },
    repeat: { type: 'string', default: '5' },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

interface Result {
  readonly bench: string;
  readonly rows: readonly Row[];
  readonly failed?: string;
  readonly seconds: number;
}

/** Every module here that has a `run`; one that cannot be loaded is a bench that fails, and no reason to measure nothing. */
async function loadBenches(): Promise<ReadonlyMap<string, Bench>> {
  const found = new Map<string, Bench>();
  for (const file of globSync('*.ts', { cwd: here }).toSorted()) {
    const name = basename(file, '.ts');
    if (file === basename(import.meta.filename) || file.endsWith('.test.ts')) continue;
    try {
      const loaded: { run?: Bench } = await import(join(here, file));
      if (typeof loaded.run === 'function') found.set(name, loaded.run);
    } catch (error) {
      found.set(name, () => Promise.reject(error));
    }
  }
  return found;
}

async function measure(name: string, bench: Bench, env: BenchEnv): Promise<Result> {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1_000;
  env.tell(`— ${name}`);
  try {
    return { bench: name, rows: await bench(env), seconds: seconds() };
  } catch (error) {
    return {
      bench: name,
      rows: [],
      failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
      seconds: seconds(),
    };
  }
}

const size = SIZES.find((one) => one === values.size);
const [n, repeat] = [Number(values.n), Number(values.repeat)];
const benches = await loadBenches();
const unknown = positionals.filter((name) => !benches.has(name));
if (!size || !(n >= 1) || !(repeat >= 1) || unknown.length > 0 || values.list) {
  console.log(`usage: npm run bench -- [names] [--size ${SIZES.join('|')}] [--n files] [--repeat runs] [--json file]`);
  console.log(`names: ${[...benches.keys()].join(' ')}`);
  process.exit(values.list ? 0 : 2);
}
const env: BenchEnv = { size, n, repeat, tell: (text) => void process.stderr.write(`${text}\n`) };
const chosen = positionals.length > 0 ? positionals : [...benches.keys()];
// What is measured is what users run: compiled code.
await ensureBuilt();
const results: Result[] = [];
const [loadBefore = 0] = loadavg();
for (const name of chosen) {
  const bench = benches.get(name);
  if (bench) results.push(await measure(name, bench, env));
}
printTable(results.flatMap((result) => result.rows));
for (const { bench, failed } of results) if (failed !== undefined) console.log(`\n✖ ${bench} did not run: ${failed}`);
if (loadBefore > 0.5)
  console.log(
    `\nThe machine was busy before the run (load ${loadBefore.toFixed(1)}): times are worth little, CPU more.`,
  );
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  platform: process.platform,
};
const file = values.json ?? join(here, 'results', `${new Date().toISOString().replaceAll(':', '-')}.json`);
await mkdir(join(file, '..'), { recursive: true });
await writeFile(
  file,
  `${JSON.stringify({ at: new Date().toISOString(), machine, size, n, repeat, results }, null, 2)}\n`,
);
console.log(`\n${machine.cores} × ${machine.cpu}, Node ${machine.node}; written to ${file}`);
process.exitCode = results.some(
  (result) => result.failed !== undefined || result.rows.some((row) => row.isOk === false),
)
  ? 1
  : 0;
