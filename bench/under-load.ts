import { photoLibrary } from './library.ts';
import { atMost, type BenchEnv, type Row } from './row.ts';
import { configWithPort, dataFolder, startSupervisor, untilAnswered } from './supervisor.ts';

const START_LIMIT_MS = 60_000;
/** A page polls no faster. */
const EVERY_MS = 40;
const IDLE_ROUNDS = 100;
/** Fewer answers tell no p95. */
const LEAST = 60;
const LIMIT_MS = 100;

/** What a person waits for while all cores import: the answers that the pages stand on, asked for all the time. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const tree = await photoLibrary(env);
  await using data = await dataFolder();
  const { file, url } = await configWithPort(data.path);
  await using running = startSupervisor(['start', '--data', data.path, '--config', file]);
  await untilAnswered(`${url}/api/activity`, running, START_LIMIT_MS);
  const started = await fetch(`${url}/api/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ path: tree.folder }),
  });
  if (!started.ok) throw new Error(`The import did not start: ${await started.text()}`);
  const busy = new Map<string, number[]>();
  const startedMs = performance.now();
  do await askAll(url, busy);
  while (await isWorking(url));
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
  const idle = new Map<string, number[]>();
  for (let round = 0; round < IDLE_ROUNDS; round++) await askAll(url, idle);
  return [...busy].map(([name, times]) => {
    if (times.length < LEAST) throw new Error(`Only ${times.length} answers of ${name}: import more files`);
    const note = `idle ${p95(idle.get(name) ?? []).toFixed(1)} ms; ${times.length} answers in ${seconds} s of an import of ${tree.files.length} files`;
    return atMost(`p95 of ${name} while all cores import`, [p95(times)], { unit: 'ms', value: LIMIT_MS, note });
  });
}

/** One look of each kind, one after the other, as fast as a page would. */
async function askAll(url: string, times: Map<string, number[]>): Promise<void> {
  const items = await timed('list', `${url}/api/timeline/items?from=0&limit=100`);
  await timed('status', `${url}/api/activity`);
  await timed('status', `${url}/api/jobs/status`);
  await timed('list', `${url}/api/jobs?limit=50`);
  await timed('jobs overview', `${url}/api/jobs/overview`);
  const { rows }: { rows: { id: string; picture: string | null }[] } = JSON.parse(items);
  const ready = rows.filter(({ picture }) => picture !== null).slice(0, 2);
  for (const { id } of ready) await timed('thumbnail', `${url}/api/assets/${id}/picture/grid`);
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));

  async function timed(name: string, address: string): Promise<string> {
    const startedMs = performance.now();
    const text = await (await fetch(address)).text();
    const known = times.get(name) ?? [];
    known.push(performance.now() - startedMs);
    times.set(name, known);
    return text;
  }
}

async function isWorking(url: string): Promise<boolean> {
  const { state }: { state: string } = JSON.parse(await (await fetch(`${url}/api/activity`)).text());
  return state === 'working';
}

function p95(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}
