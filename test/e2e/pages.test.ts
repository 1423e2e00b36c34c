import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { findFaults } from '../../web/dev/find-faults.ts';
import { until } from '../fixtures/until.ts';
import { goLive } from './go-live.ts';
import { HOSTILE, openPageWorld, type PageWorld } from './page-world.ts';
import { type Running, writePhoto } from './running-supervisor.ts';

let world: PageWorld;
let supervisor: Running;
let photos: string;

before(async () => {
  world = await openPageWorld();
  ({ supervisor, photos } = world);
});

after(() => world[Symbol.asyncDispose]());

const open = (path: string): Promise<Page> => world.open(path);
const tiles = (page: Page) => page.locator('.tile');
const shownPictures = (page: Page): Promise<number> => page.locator('.tile img[data-shown]').count();
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(`document.activeElement?.getAttribute('aria-label') ?? ''`);
const isFocused = (page: Page, part: string) => until(async () => (await focusedName(page)).includes(part));
const firstSession = async (): Promise<string> => {
  const { rows } = (await (await fetch(`${supervisor.url}/api/imports`)).json()) as { rows: { id: string }[] };
  return rows.at(-1)?.id ?? '';
};

describe('library page', () => {
  it('[S-278] [S-279] shows all assets by day with their number, newest first', async () => {
    const page = await open('/');
    await until(async () => (await shownPictures(page)) > 8);
    assert.match((await page.locator('[role=grid]').getAttribute('aria-label')) ?? '', /38 assets/);
    const first = await tiles(page).first().getAttribute('aria-label');
    assert.match(first ?? '', /broken\.jpg/);
    await page.getByRole('button', { name: 'Show as a list' }).click();
    await page.locator('.tile.line').first().waitFor();
    assert.match(page.url(), /view=list/);
    assert.ok((await page.locator('[role=grid] *').count()) <= 400);
    await page.close();
  });

  it('is worked by keys: move, jump, select all of the query, open, next, back to the same picture', async () => {
    const page = await open('/');
    await until(async () => (await shownPictures(page)) > 8);
    await page.keyboard.press('ArrowRight');
    await isFocused(page, 'onerror');
    await page.keyboard.press('y');
    await isFocused(page, '2024');
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText('38 selected').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await isFocused(page, '2023');
    await page.keyboard.press('Control+Home');
    await isFocused(page, 'broken');
    const opened = await focusedName(page);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/asset/as_*');
    await page.locator('h1', { hasText: '.jpg' }).waitFor();
    await page.getByRole('button', { name: 'Next' }).waitFor({ state: 'attached' });
    const from = page.url();
    await page.keyboard.press('ArrowRight');
    await until(() => page.url() !== from);
    await page.keyboard.press('Escape');
    await until(async () => (await focusedName(page)).startsWith('Photo') && (await focusedName(page)) !== opened);
    await page.close();
  });

  it('is where it was after a picture was opened and left again', async () => {
    const page = await open('/?zoom=360');
    await until(async () => (await shownPictures(page)) > 2);
    const scrollTop = () => page.locator('.grid-scroll').evaluate((element) => element.scrollTop);
    await page.locator('.grid-scroll').evaluate((element) => (element.scrollTop = 1_500));
    await until(async () => (await scrollTop()) === 1_500 && (await shownPictures(page)) > 2);
    await page.mouse.click(500, 400);
    await page.waitForURL('**/asset/as_*');
    await page.goBack();
    await tiles(page).first().waitFor();
    await until(async () => (await focusedName(page)).startsWith('Photo'));
    assert.equal(await scrollTop(), 1_500);
    await page.close();
  });

  it('keeps what narrows it in the address, and says what to remove when nothing matches', async () => {
    const page = await open('/?kind=video&name=P01');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByRole('button', { name: /Remove “Videos”.*10 assets/ }).click();
    await tiles(page).first().waitFor();
    assert.doesNotMatch(page.url(), /kind=/);
    await page.close();
  });

  it('[M-W32] shows a hostile file name as text', async () => {
    const page = await open('/?name=onerror');
    await tiles(page).first().click();
    await page.locator('h1', { hasText: HOSTILE }).waitFor();
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    await page.close();
  });

  it('[I-W33] takes new assets in by push, and leaves a reader who is further down where he is', async () => {
    const top = await open('/');
    const below = await open('/?zoom=360');
    await until(async () => (await shownPictures(top)) > 8 && (await shownPictures(below)) > 2);
    const scroller = below.locator('.grid-scroll');
    await scroller.evaluate((element) => (element.scrollTop = 1_500));
    await until(async () => (await shownPictures(below)) > 2);
    const seen = () =>
      below.evaluate<string>(`{
        const tile = document.elementsFromPoint(500, 400).find((e) => e.closest('.tile'))?.closest('.tile');
        tile?.getAttribute('aria-label') + ' at ' + Math.round(tile?.getBoundingClientRect().top ?? 0);
      }`);
    await until(async () => (await seen()).includes('.jpg'));
    const before = await seen();
    for (let n = 0; n < 5; n++)
      await writePhoto(join(photos, `second/N${n}.jpg`), { seed: 50 + n, taken: `2025:08:0${n + 1} 09:00:00` });
    await supervisor.importFolder(photos);
    await until(
      async () => /43 assets/.test((await top.locator('[role=grid]').getAttribute('aria-label')) ?? ''),
      60_000,
    );
    const pill = below.getByRole('button', { name: '5 new' });
    await pill.waitFor();
    assert.equal(await seen(), before);
    await pill.click();
    await until(async () => (await scroller.evaluate((element) => element.scrollTop)) === 0);
    await supervisor.idle();
    await Promise.all([top.close(), below.close()]);
  });
});

describe('asset page', () => {
  it('[S-278] shows the picture with its facts, files, trace and raw metadata', async () => {
    const page = await open('/?name=P001');
    await tiles(page).first().click();
    await page.locator('main img:not(.opacity-0)').first().waitFor();
    await page.keyboard.press('i');
    await page.getByText('Camera One').first().waitFor();
    await page.getByRole('tab', { name: 'Files and copies' }).click();
    await page.getByText('first/P001.jpg').waitFor();
    await page.getByRole('tab', { name: 'Trace' }).click();
    await page.getByText('What was tried').waitFor();
    await page.getByRole('tab', { name: 'Raw metadata' }).click();
    await page.getByLabel('Search tags').fill('Model');
    await page.getByRole('cell', { name: 'Camera One' }).first().waitFor();
    await page.close();
  });

  it('says why there is no picture, and tries again when asked', async () => {
    const page = await open('/?name=broken');
    await tiles(page).first().click();
    await page.keyboard.press('i');
    await page.getByText('No picture can be made').or(page.getByText('No picture could be made')).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page
      .getByText(/jobs? waiting/)
      .first()
      .waitFor();
    await supervisor.idle();
    await page.close();
  });
});

describe('imports pages', () => {
  it('[I-W20] [S-293] starts an import from a completed path and shows its real counts', async () => {
    await mkdir(join(photos, '../third'), { recursive: true });
    await writePhoto(join(photos, '../third/T1.jpg'), { seed: 70, taken: '2025:09:01 10:00:00' });
    const page = await open('/imports?start=true');
    await page.getByLabel('Folder on this machine').fill(join(photos, '../thi'));
    await page.getByRole('option', { name: /third/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Import folder' }).click();
    await page.waitForURL('**/imports/is_*');
    await supervisor.idle();
    await page.getByRole('button', { name: /^New 1$/ }).waitFor();
    await page.close();
  });

  it('filters the log by outcome in the address and groups failures by code', async () => {
    const page = await open(`/imports/${await firstSession()}`);
    await page.getByRole('region', { name: 'Problems' }).waitFor();
    await page.getByRole('button', { name: /^New 38$/ }).click();
    await until(() => page.url().includes('outcome=imported'));
    // Only what is on the screen is in the list, in the order of recording.
    await page
      .getByRole('cell', { name: /P\d{3}\.jpg/ })
      .first()
      .waitFor();
    await page.close();
  });
});

describe('every page', () => {
  it(
    'keeps nobody out: axe finds nothing serious, in light and dark, wide and narrow',
    { timeout: 420_000 },
    async () => {
      const asset = (await (await fetch(`${supervisor.url}/api/timeline/items?from=3&limit=1`)).json()) as {
        rows: { id: string }[];
      };
      const paths = [
        '/',
        '/?view=list',
        '/?name=nothing-has-this',
        `/asset/${asset.rows[0]?.id}`,
        '/imports',
        `/imports/${await firstSession()}`,
        '/nowhere',
      ];
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of colorScheme === 'light' ? [1280, 390, 320] : [1280]) {
          const page = await open('/');
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          for (const path of paths) {
            await goLive(page, supervisor.url + path);
            await page.waitForLoadState('networkidle').catch(() => undefined);
            assert.deepEqual(await findFaults(page), [], `${path} at ${width} px, ${colorScheme}`);
            const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
            assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at ${width} px`);
          }
          await page.close();
        }
      }
    },
  );

  it('[M-W32] loads nothing from elsewhere, breaks no content rule and throws nothing', () => {
    assert.deepEqual(world.wrongs, []);
  });

  it('says that the server is gone, keeps what is on the screen, and says so only then', async () => {
    const page = await open('/');
    await until(async () => (await shownPictures(page)) > 8);
    assert.equal(await page.getByText('The server does not answer').count(), 0);
    await supervisor.stop();
    await page.getByText('The server does not answer').waitFor();
    assert.ok((await shownPictures(page)) > 8);
    await page.close();
  });
});
