import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openChromium } from '../../web/dev/open-chromium.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';
import { type Running, runSupervisor, writePhoto } from './running-supervisor.ts';

const stack = new AsyncDisposableStack();
let supervisor: Running;
let browser: Awaited<ReturnType<typeof openChromium>>;
let photos: string;

before(async () => {
  const folder = stack.use(await tempFolder()).path;
  photos = join(folder, 'photos');
  await writePhoto(join(photos, 'large.jpg'), { seed: 1, taken: '2025:05:01 10:00:00', width: 3_000 });
  await writePhoto(join(photos, 'lost.jpg'), { seed: 2, taken: '2024:05:01 10:00:00', width: 3_000 });
  await writePhoto(join(photos, 'small.jpg'), { seed: 3, taken: '2023:05:01 10:00:00', width: 600 });
  supervisor = stack.use(await runSupervisor(join(folder, 'data')));
  await supervisor.importFolder(photos);
  await supervisor.idle();
  browser = stack.use(await openChromium({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }));
  // What one page remembers must not change what the next test sees.
  await browser.context.addInitScript('localStorage.clear()');
});

after(() => stack.disposeAsync());

/** The page of a photo, its info panel open. */
async function open(name: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${supervisor.url}/?name=${name}`);
  await page.locator('.tile').first().click();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/asset/as_*');
  await page.locator('main img:not(.opacity-0)').first().waitFor();
  await page.keyboard.press('i');
  return page;
}

const previewOf = (page: Page) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: 'Preview' }) });

/** Widths of the pictures that the page shows. */
const shownWidths = (page: Page): Promise<number[]> =>
  page.evaluate(`[...document.querySelectorAll('main img:not(.opacity-0)')].map((image) => image.naturalWidth)`);

describe('a sharper preview', () => {
  it('[I-041] [I-083] comes by the key E, is shown when it is there, and goes back by Ctrl+Z', async () => {
    const page = await open('large');
    await previewOf(page).getByText('2\u202F048\u202Fpx wide.').waitFor();
    await page.keyboard.press('e');
    await page.getByText('A sharper preview is on its way: 2\u202F048\u202Fpx → 2\u202F560\u202Fpx wide.').waitFor();
    await page.getByText('The preview is 2\u202F560\u202Fpx wide now.').waitFor();
    await previewOf(page).getByText('2\u202F560\u202Fpx wide, sharper than usual.').waitFor();
    await until(async () => (await shownWidths(page)).includes(2_560));
    await page.keyboard.press('Control+z');
    await previewOf(page).getByText('2\u202F048\u202Fpx wide.').waitFor();
    await until(async () => !(await shownWidths(page)).includes(2_560));
    await page.close();
  });

  it('[I-083] [I-084] is wished for a whole selection by E', async () => {
    const page = await browser.context.newPage();
    await page.goto(supervisor.url);
    await page.locator('.tile').first().waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText('3 selected').waitFor();
    await page.getByRole('button', { name: 'Sharper previews' }).waitFor();
    await page.keyboard.press('e');
    await page.getByText('2 sharper previews are on the way. 1 original gives no more.').waitFor();
    await supervisor.idle();
    await page.close();
  });

  it('[I-W10] is not offered where the original gives no more, and E says why', async () => {
    const page = await open('small');
    await previewOf(page).getByText('The original gives no more.').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Sharper/ }).count(), 0);
    await page.keyboard.press('e');
    await page.getByText('The preview shows all that the original gives.').waitFor();
    await page.close();
  });

  it('[I-041] says why there is none, and offers to try again', async () => {
    await rm(join(photos, 'lost.jpg'));
    const page = await open('lost');
    await previewOf(page)
      .getByRole('button', { name: /^Sharper: \d/ })
      .click();
    await previewOf(page).getByRole('alert').getByText('No sharper preview could be made').waitFor();
    await previewOf(page).getByRole('button', { name: 'Try again' }).waitFor();
    await previewOf(page).getByRole('link', { name: 'Show its job' }).click();
    await page.waitForURL('**/jobs/jb_*');
    await page.close();
  });
});
