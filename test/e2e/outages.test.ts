import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { openChromium } from '../../web/dev/open-chromium.ts';
import { notRunHere } from '../fixtures/not-run-here.ts';
import { mayMount, smallDisk } from '../fixtures/small-disk.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';
import { goLive } from './go-live.ts';
import { killAgain } from './kill-again.ts';
import { runSupervisor, writePhoto, type Running } from './running-supervisor.ts';

const PHOTOS = 8;

interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly photos: string;
  readonly context: BrowserContext;
}

/** Photos in a folder of their own, and a browser. */
async function openStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  const photos = join(folder, 'photos');
  for (let n = 0; n < PHOTOS; n++)
    await writePhoto(join(photos, `P${n}.jpg`), { seed: n, taken: `2025:06:0${n + 1} 10:00:00` });
  const browser = stack.use(await openChromium({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' }));
  const owned = stack.move();
  return { folder, photos, context: browser.context, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function openJobs({ url }: Running, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await goLive(page, `${url}/jobs`);
  return page;
}

const figure = (page: Page, word: string) =>
  page.getByRole('region', { name: 'Now' }).getByRole('link', { name: new RegExp(`^[\\d\\s]+${word}$`) });
const shows = async (page: Page, word: string, n: number): Promise<void> =>
  await figure(page, word)
    .and(page.getByText(`${n}${word}`))
    .waitFor();
const strip = (page: Page, text: RegExp) => page.locator('footer', { hasText: text });
const why = (page: Page) =>
  page.locator('[role=note], [role=alert]', { hasText: /^Why (?:is nothing running|does nothing go on)\?/u });

/** Every asset has its metadata and its pictures. */
async function assertWhole({ url }: Running): Promise<void> {
  const read = async (path: string) => (await (await fetch(url + path)).json()) as never;
  const { rows } = (await read('/api/timeline/items?from=0&limit=100')) as { rows: { id: string; pictures: string }[] };
  assert.deepEqual(new Set(rows.map(({ pictures }) => pictures)), new Set(['ready']));
  assert.equal(rows.length, PHOTOS);
  const { camera } =
    ((await read('/api/timeline/items?from=0&limit=1')) as { rows: { camera: string }[] }).rows[0] ?? {};
  assert.equal(camera, 'Test Camera One');
  const { problems, state } = (await read('/api/activity')) as { problems: number; state: string };
  assert.deepEqual([problems, state], [0, 'idle']);
}

it('[S-106] [S-086] shows of an ExifTool that is killed again and again which jobs it stopped, why and what to do; then one press does all', async (test) => {
  if (process.platform !== 'linux') return notRunHere(test, 'Linux, where a process can be found by its parent');
  await using stage = await openStage();
  await using supervisor = await runSupervisor(join(stage.folder, 'data'));
  const page = await openJobs(supervisor, stage.context);
  {
    using killer = killAgain(supervisor.pid, '-stay_open');
    await supervisor.importFolder(stage.photos);
    await shows(page, 'Delayed', PHOTOS);
    assert.ok(killer.kills >= 2, `${killer.kills} kills`);
    await why(page).getByText('8 jobs of metadata wait to be tried again').waitFor();
    await why(page).getByText('mostly for want of memory: give the machine more').waitFor();
    await strip(page, /wait to be tried again; the last error was metadata_tool_killed/u).waitFor();
    await figure(page, 'Delayed').click();
    const row = page.getByRole('row').filter({ hasText: 'P3.jpg' });
    await row.getByText('metadata_tool_killed').waitFor();
    await row.getByRole('link', { name: 'Read metadata' }).click();
    await page.getByRole('note').getByText('ExifTool was killed while it worked').waitFor();
    await page.getByRole('region', { name: 'Timeline' }).getByText('Failed, tried again').first().waitFor();
    await page.getByRole('link', { name: 'Jobs', exact: true }).first().click();
  }
  // The machine has its memory again.
  await why(page).getByRole('button', { name: 'Try now' }).click();
  await page.getByText('Trying again: 8 jobs.').waitFor();
  await shows(page, 'Delayed', 0);
  await supervisor.idle();
  await shows(page, 'Failed', 0);
  await assertWhole(supervisor);
});

it('[S-106] [S-110] names the full disk, what it holds up and the next step, and goes on by itself once there is room', async (test) => {
  if (!mayMount()) return notRunHere(test, 'the right to mount a small volume (root on Linux)');
  await using stage = await openStage();
  const disk = join(stage.folder, 'disk');
  await mkdir(disk);
  using _disk = smallDisk(disk, 24 * 1_024);
  await using supervisor = await runSupervisor(join(disk, 'data'));
  const page = await openJobs(supervisor, stage.context);
  const ballast = join(disk, 'films');
  await fill(disk, ballast, 1_100 * 1_024);
  await supervisor.importFolder(stage.photos);
  await why(page).getByText('disk-full').waitFor();
  await why(page).getByText('the disk of the database is full').waitFor();
  await page.getByRole('region', { name: 'Now' }).getByText('Disk full').waitFor();
  await strip(page, /the disk of the database is full/u).waitFor();
  await why(page).getByRole('link', { name: 'Which disk: see health' }).click();
  const told = page.getByRole('listitem').filter({ hasText: 'Room for the database' });
  await told.getByText('disk_full').waitFor();
  await told.getByText('Free space on it').waitFor();
  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await page.getByRole('region', { name: 'Importing photos' }).getByText('the disk of the database is full').waitFor();
  await rm(ballast);
  await page.getByRole('link', { name: 'Jobs', exact: true }).first().click();
  await supervisor.idle();
  await until(async () => (await why(page).count()) === 0);
  await shows(page, 'Failed', 0);
  await assertWhole(supervisor);
});

it('[S-103] [S-106] lets what a full disk of the pictures holds up wait without failing, and tries again when asked', async (test) => {
  if (!mayMount()) return notRunHere(test, 'the right to mount a small volume (root on Linux)');
  await using stage = await openStage();
  const [disk, data] = [join(stage.folder, 'disk'), join(stage.folder, 'data')];
  await mkdir(disk);
  await mkdir(data);
  using _disk = smallDisk(disk, 8 * 1_024);
  await writeFile(join(data, 'config.yaml'), `paths:\n  derivatives: ${join(disk, 'pictures')}\n`);
  await using supervisor = await runSupervisor(data);
  const ballast = join(disk, 'films');
  await fill(disk, ballast, 0);
  const page = await openJobs(supervisor, stage.context);
  await supervisor.importFolder(stage.photos);
  await why(page).getByText('of pictures wait: the disk they write to is full').waitFor();
  await page.getByRole('region', { name: 'Now' }).getByText('Disk full').waitFor();
  await strip(page, /the disk they write to is full/u).waitFor();
  await rm(ballast);
  await why(page).getByRole('button', { name: 'Try now' }).click();
  await supervisor.idle();
  await shows(page, 'Blocked', 0);
  await shows(page, 'Failed', 0);
  await assertWhole(supervisor);
});

/** Fills a disk but for so many bytes, as a person does with films. */
async function fill(disk: string, file: string, leave: number): Promise<void> {
  const { bavail, bsize } = statfsSync(disk);
  await writeFile(file, Buffer.alloc(bavail * bsize - leave));
}
