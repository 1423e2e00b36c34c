// `npm run screenshots [-- part-of-a-name …]`: every page × state × width × theme, into `.screenshots/`.
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { runSupervisor, writePhoto } from '../test/e2e/running-supervisor.ts';
import { tempFolder } from '../test/fixtures/temp-folder.ts';
import { findFaults } from '../web/dev/find-faults.ts';
import { serveFixture } from '../web/dev/fixture-api.ts';
import { FIXED_NOW, paintScenes, type Scene } from '../web/dev/fixture-library.ts';
import { openChromium } from '../web/dev/open-chromium.ts';
import { EVERYWHERE, SHOTS, type Shot } from '../web/dev/shots.ts';

const OUT = fileURLToPath(new URL('../.screenshots/', import.meta.url));
/** `some`: only the shots of `EVERYWHERE`. */
const VIEWS = [
  { width: 1440, height: 900, theme: 'light' },
  { width: 1440, height: 900, theme: 'dark' },
  { width: 390, height: 844, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
  { width: 360, height: 740, theme: 'light', some: true },
  { width: 3840, height: 2160, theme: 'light', some: true },
  { width: 1440, height: 900, theme: 'light', some: true, rtl: true },
] as const;

interface Studio {
  readonly url: string;
  readonly scenes: readonly Scene[];
  /** Address parts of the real library. */
  readonly real: { readonly asset: string; readonly session: string; readonly job: string };
}

/** Photos of our own making over three summers, and one file that is damaged. */
async function makePhotos(folder: string): Promise<void> {
  for (let n = 0; n < 40; n++) {
    const taken = `${2026 - (n % 3)}:06:${String(1 + Math.floor(n / 9) * 6).padStart(2, '0')} 1${n % 8}:${10 + n}:00`;
    await writePhoto(join(folder, `Lisbon/DSCF${1000 + n}.jpg`), { seed: n, taken, width: 1200 });
  }
  const start = Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD', 'base64');
  const damaged = join(folder, 'Lisbon/damaged.jpg');
  await writeFile(damaged, Buffer.concat([start, Buffer.alloc(400, 7)]));
  const at = new Date('2024-05-20T12:00:00Z');
  await utimes(damaged, at, at);
}

async function firstOf(url: string): Promise<Studio['real']> {
  const rows = async (path: string): Promise<{ id: string }[]> => {
    const page = (await (await fetch(url + path)).json()) as { rows: { id: string }[] };
    return page.rows;
  };
  const assets = await rows('/api/timeline/items?from=4&limit=1');
  const jobs = await rows('/api/jobs?state=failed&limit=1');
  return { asset: assets[0]?.id ?? '', session: (await rows('/api/imports'))[0]?.id ?? '', job: jobs[0]?.id ?? '' };
}

async function take(shot: Shot, studio: Studio, to: { page: Page; file: string }): Promise<void> {
  const { page } = to;
  if (shot.state) {
    await page.clock.setFixedTime(FIXED_NOW);
    await serveFixture(page, shot.state, studio.scenes);
  }
  const { asset, session, job } = studio.real;
  const path = shot.path.replace('{asset}', asset).replace('{session}', session).replace('{job}', job);
  await page.goto(studio.url + path);
  await page.locator('footer').waitFor();
  await settle(page);
  if (shot.act) {
    await shot.act(page);
    await settle(page);
  }
  await page.screenshot({ path: to.file });
}

/** Waits until nothing is asked for any more and every picture is painted. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  await page.waitForTimeout(250);
}

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((part) => name.includes(part));
await mkdir(OUT, { recursive: true });
await using folder = await tempFolder();
await makePhotos(join(folder.path, 'photos'));
await using supervisor = await runSupervisor(join(folder.path, 'data'));
await supervisor.importFolder(join(folder.path, 'photos/Lisbon'));
await supervisor.idle();
const studio: Studio = { url: supervisor.url, scenes: await paintScenes(), real: await firstOf(supervisor.url) };
for (const view of VIEWS) {
  const { width, height, theme } = view;
  const rtl = 'rtl' in view;
  await using browser = await openChromium({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  if (rtl)
    await browser.context.addInitScript(
      `addEventListener('DOMContentLoaded', () => (document.documentElement.dir = 'rtl'))`,
    );
  for (const shot of SHOTS) {
    const name = `${shot.name}-${width}-${theme}${rtl ? '-rtl' : ''}`;
    if (!isWanted(name) || ('some' in view && !EVERYWHERE.includes(shot.name))) continue;
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
    await take(shot, studio, { page, file: join(OUT, `${name}.png`) });
    for (const fault of await findFaults(page)) console.log(`${name}: ${fault}`);
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (over > 0) console.log(`${name}: ${over} px too wide`);
    // What one page remembers must not show in the next.
    await page.evaluate('localStorage.clear()');
    await page.close();
    console.log(name);
  }
}
