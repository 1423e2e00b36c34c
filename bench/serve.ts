import { fillCatalogue } from './fill-catalogue.ts';
import { photoLibrary } from './library.ts';
import { lookAtTree } from './process-tree.ts';
import { atMost, type BenchEnv, type Row } from './row.ts';
import { configWithPort, dataFolder, startSupervisor, untilAnswered } from './supervisor.ts';

const LARGE = 100_000;
const USUAL = 10_000;
const START_LIMIT_MS = 60_000;
/** Children without work have ended by then. */
const SETTLE_MS = 30_000;
const IDLE_MS = 20_000;

/** From the command to the first page on a large library, and what a server costs that nobody uses. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  return [await startOnLarge(env), ...(await idleOnUsual(env))];
}

async function startOnLarge(env: BenchEnv): Promise<Row> {
  const tree = await photoLibrary({ ...env, n: LARGE, size: 'tiny' });
  await using data = await dataFolder();
  env.tell(`filling a catalogue with ${LARGE} assets`);
  await fillCatalogue(data.path, tree.folder);
  const { file, url } = await configWithPort(data.path);
  const times: number[] = [];
  for (let i = 0; i < env.repeat; i++) {
    await using running = startSupervisor(['serve', '--data', data.path, '--config', file]);
    await readFirstPage(url, (part) => untilAnswered(part, running, START_LIMIT_MS));
    times.push(performance.now() - running.startedMs);
  }
  const note = 'page, its script and style, shape of the timeline and the first 100 cards, one after the other';
  return atMost(
    `serve, start to first page, ${LARGE} assets`,
    times.map((ms) => ms / 1_000),
    { unit: 's', value: 1.5, note },
  );
}

/** Everything a browser must have before it shows the first screen. */
async function readFirstPage(url: string, get: (url: string) => Promise<Response>): Promise<void> {
  const html = await (await get(`${url}/`)).text();
  const parts = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((match) => `${url}${match[1]}`);
  const data = [`${url}/api/timeline`, `${url}/api/timeline/items?from=0&limit=100`];
  for (const part of [...parts, ...data]) await (await get(part)).arrayBuffer();
}

async function idleOnUsual(env: BenchEnv): Promise<readonly Row[]> {
  const tree = await photoLibrary({ ...env, n: USUAL, size: 'tiny' });
  await using data = await dataFolder();
  await fillCatalogue(data.path, tree.folder);
  const { file, url } = await configWithPort(data.path);
  await using running = startSupervisor(['start', '--data', data.path, '--config', file]);
  await readFirstPage(url, (part) => untilAnswered(part, running, START_LIMIT_MS));
  env.tell(`waiting ${(SETTLE_MS + IDLE_MS) / 1_000} s for the server to be idle`);
  await wait(SETTLE_MS);
  const before = lookAtTree(running.pid);
  await wait(IDLE_MS);
  const after = lookAtTree(running.pid);
  const cpu = ((after.cpuMs - before.cpuMs) / (after.atMs - before.atMs)) * 100;
  const note = `${after.processes} processes, shared pages counted once (resident ${after.rssMiB.toFixed(0)} MB); after one page was read`;
  return [
    atMost(`start, idle memory of all processes, ${USUAL} assets`, [after.pssMiB], { unit: 'MB', value: 150, note }),
    atMost(`start, idle CPU, ${USUAL} assets`, [cpu], { unit: '%', value: 0.5 }),
  ];
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
