import { z } from 'zod';
import { photoLibrary } from './library.ts';
import { atMost, type BenchEnv, type Row } from './row.ts';
import { configWithPort, dataFolder, type Running, startSupervisor, untilAnswered } from './supervisor.ts';

/** What one screen of the grid shows. */
const CARDS = 40;
/** The folder that must be browsable at once. */
const BROWSABLE = 10_000;
const LIMIT_MS = 300_000;
const POLL_MS = 10;

const Items = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      local: z.string(),
      aspect: z.number(),
      picture: z.string().nullable(),
      hasEmbedded: z.boolean(),
    }),
  ),
});
const Shape = z.object({ total: z.number() });

/** A fresh library, from the typed command to what a browser can show of it. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const photos = await photoLibrary(env);
  const firsts: number[] = [];
  for (let i = 0; i < env.repeat; i++) firsts.push(await withFresh(photos.folder, firstThumbnail));
  const many = await photoLibrary({ ...env, n: BROWSABLE, size: 'small' });
  const screens: number[] = [];
  const alls: number[] = [];
  for (let i = 0; i < Math.min(env.repeat, 3); i++) {
    const browsable = await withFresh(many.folder, (url, running) => untilBrowsable(url, running, many.files.length));
    screens.push(browsable.screenMs);
    alls.push(browsable.allMs);
  }
  const seconds = (values: readonly number[]): number[] => values.map((ms) => ms / 1_000);
  return [
    atMost('start on a fresh folder, first thumbnail', seconds(firsts), { unit: 's', value: 2, note: photos.note }),
    atMost('start on a fresh folder, names and sizes of the first screen', seconds(screens), {
      unit: 's',
      value: 2,
      note: many.note,
    }),
    atMost(`start on a fresh folder, all ${BROWSABLE} browsable`, seconds(alls), {
      unit: 's',
      value: 60,
      note: many.note,
    }),
  ];
}

async function withFresh<T>(folder: string, work: (url: string, running: Running) => Promise<T>): Promise<T> {
  await using data = await dataFolder();
  const { file, url } = await configWithPort(data.path);
  await using running = startSupervisor(['start', folder, '--data', data.path, '--config', file]);
  return await work(url, running);
}

/** Milliseconds until the first thumbnail of the screen comes, made or embedded; what is on it is asked for as the page does. */
async function firstThumbnail(url: string, running: Running): Promise<number> {
  await untilAnswered(`${url}/`, running, LIMIT_MS);
  const hurried = new Set<string>();
  return await until(running, async () => {
    const cards = await firstCards(url, CARDS);
    const fresh = cards.map((card) => card.id).filter((id) => !hurried.has(id));
    if (fresh.length > 0) {
      for (const id of fresh) hurried.add(id);
      const headers = { 'content-type': 'application/json' };
      await fetch(`${url}/api/assets/hurry`, { method: 'POST', headers, body: JSON.stringify({ ids: fresh }) });
    }
    const shown = cards.find((card) => card.picture !== null || card.hasEmbedded);
    if (!shown) return false;
    const response = await fetch(`${url}/api/assets/${shown.id}/picture/grid`);
    const bytes = await response.arrayBuffer();
    return response.ok && bytes.byteLength > 0;
  });
}

async function untilBrowsable(
  url: string,
  running: Running,
  files: number,
): Promise<{ screenMs: number; allMs: number }> {
  await untilAnswered(`${url}/`, running, LIMIT_MS);
  const screenMs = await until(running, async () => (await firstCards(url, CARDS)).length === CARDS);
  const allMs = await until(running, async () => Shape.parse(await json(`${url}/api/timeline`)).total >= files);
  return { screenMs, allMs };
}

async function firstCards(url: string, limit: number): Promise<z.infer<typeof Items>['rows']> {
  return Items.parse(await json(`${url}/api/timeline/items?from=0&limit=${limit}`)).rows;
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

/** Milliseconds from the start of the program until `isTrue`. @throws Error after five minutes */
async function until(running: Running, isTrue: () => Promise<boolean>): Promise<number> {
  while (!(await isTrue())) {
    if (performance.now() - running.startedMs > LIMIT_MS) throw new Error(`Waited too long: ${running.said()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return performance.now() - running.startedMs;
}
