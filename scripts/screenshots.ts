import { createServer, type Server } from 'node:http';
import { mkdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { fixtureId, FIXED_NOW, paintScenes, type Scene } from '../web/dev/fixture-library.ts';
import { serveFixture, type FixtureState } from '../web/dev/fixture-api.ts';
import { findFaults } from '../web/dev/find-faults.ts';
import { openChromium } from '../web/dev/open-chromium.ts';

/** `npm run screenshots [-- part-of-a-name …]`: every page × state × width × theme, into `.screenshots/`. */
const OUT = new URL('../.screenshots/', import.meta.url).pathname;
const WEB = new URL('../dist/web/', import.meta.url).pathname;

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly state: FixtureState;
  /** Done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const ASSET = `/asset/${fixtureId('as', 5_000_000 - 42)}`;
const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
const openInfo =
  (tab?: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('i');
    if (tab) await page.getByRole('tab', { name: tab }).click();
  };

const unplug = async (page: Page): Promise<void> => {
  await page.unroute('**/api/**');
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Try now' }).waitFor({ timeout: 8_000 });
};

const SHOTS: readonly Shot[] = [
  { name: 'library-empty', path: '/', state: { assets: 0 } },
  { name: 'library-some', path: '/', state: { assets: 20 } },
  { name: 'library-many', path: '/', state: { assets: 20_000 } },
  { name: 'library-many-small', path: '/?zoom=120', state: { assets: 20_000 } },
  { name: 'library-list', path: '/?view=list', state: { assets: 20_000 } },
  { name: 'library-importing', path: '/', state: { assets: 20_000, busy: true } },
  { name: 'library-loading', path: '/', state: { assets: 20, fault: 'slow' } },
  { name: 'library-error', path: '/', state: { assets: 20, fault: 'broken' } },
  { name: 'library-gone', path: '/', state: { assets: 2_000 }, act: unplug },
  { name: 'library-offline', path: '/', state: { assets: 2_000, fault: 'offline' } },
  { name: 'library-no-result', path: '/?name=zebra&kind=video', state: { assets: 2_000 } },
  { name: 'library-problem', path: '/?problem=no-preview', state: { assets: 20_000 } },
  {
    name: 'library-selected',
    path: '/',
    state: { assets: 20_000 },
    act: press('ArrowRight', 'x', 'Shift+ArrowRight', 'Shift+ArrowRight', 'i'),
  },
  { name: 'library-all', path: '/', state: { assets: 20_000 }, act: press('ArrowRight', 'Control+a') },
  { name: 'library-deep', path: '/', state: { assets: 20_000 }, act: press('ArrowRight', 'y', 'y', 'm') },
  { name: 'palette', path: '/', state: { assets: 2_000 }, act: press('Control+k') },
  { name: 'shortcuts', path: '/', state: { assets: 2_000 }, act: press('?') },
  { name: 'asset', path: ASSET, state: { assets: 20_000 } },
  { name: 'asset-facts', path: ASSET, state: { assets: 20_000 }, act: openInfo() },
  { name: 'asset-files', path: ASSET, state: { assets: 20_000 }, act: openInfo('Files and copies') },
  { name: 'asset-trace', path: ASSET, state: { assets: 20_000 }, act: openInfo('Trace') },
  { name: 'asset-raw', path: ASSET, state: { assets: 20_000 }, act: openInfo('Raw metadata') },
  {
    name: 'asset-failed',
    path: `/asset/${fixtureId('as', 5_000_000 - 77)}`,
    state: { assets: 20_000 },
    act: openInfo(),
  },
  { name: 'asset-missing', path: `/asset/${fixtureId('as', 7)}`, state: { assets: 20 } },
  { name: 'imports-empty', path: '/imports', state: { assets: 0 } },
  { name: 'imports', path: '/imports', state: { assets: 20_000 } },
  { name: 'imports-running', path: '/imports', state: { assets: 20_000, busy: true } },
  {
    name: 'imports-start',
    path: '/imports?start=true',
    state: { assets: 20_000 },
    act: async (page) => await page.keyboard.type('/photos'),
  },
  { name: 'imports-error', path: '/imports', state: { assets: 20, fault: 'broken' } },
  { name: 'session', path: `/imports/${fixtureId('is', 103)}`, state: { assets: 20_000 } },
  { name: 'session-filtered', path: `/imports/${fixtureId('is', 103)}?outcome=error`, state: { assets: 20_000 } },
  { name: 'session-running', path: `/imports/${fixtureId('is', 100)}`, state: { assets: 20_000, busy: true } },
  { name: 'session-failed', path: `/imports/${fixtureId('is', 152)}`, state: { assets: 20_000 } },
];

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The built pages as files; every call below /api is answered inside the browser. */
async function servePages(): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const file = extname(path) === '' ? 'index.html' : path;
    readFile(join(WEB, file)).then(
      (bytes) =>
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/html; charset=utf-8' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
}

async function take(
  shot: Shot,
  from: { page: Page; url: string; scenes: readonly Scene[]; file: string },
): Promise<void> {
  const { page } = from;
  await page.clock.setFixedTime(FIXED_NOW);
  await serveFixture(page, shot.state, from.scenes);
  await page.goto(from.url + shot.path);
  await page.locator('footer').waitFor();
  await settle(page);
  if (shot.act) {
    await shot.act(page);
    await settle(page);
  }
  await page.screenshot({ path: from.file });
}

/** Waits until nothing is asked for any more and every picture is painted. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  await page.waitForTimeout(250);
}

const wanted = process.argv.slice(2);
await mkdir(OUT, { recursive: true });
await using pages = await servePages();
const scenes = await paintScenes();
for (const width of [1440, 390]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await using browser = await openChromium({
      viewport: { width, height: width === 390 ? 844 : 900 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    for (const shot of SHOTS) {
      const name = `${shot.name}-${width}-${colorScheme}`;
      if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
      const page = await browser.context.newPage();
      page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
      await take(shot, { page, url: pages.url, scenes, file: join(OUT, `${name}.png`) });
      // What one picture remembers must not show in the next.
      await page.evaluate(() => localStorage.clear());
      for (const fault of await findFaults(page)) console.log(`${name}: ${fault}`);
      await page.close();
      console.log(name);
    }
  }
}
