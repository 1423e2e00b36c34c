import assert from 'node:assert/strict';
import { copyFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { findFaults } from '../../web/dev/find-faults.ts';
import { openChromium } from '../../web/dev/open-chromium.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';
import { goLive } from './go-live.ts';
import { runSupervisor, writePhoto, type Running } from './running-supervisor.ts';

let stack: AsyncDisposableStack;
let supervisor: Running;
let context: BrowserContext;
let photos: string;
let folder: string;
/** What no page may ever cause. */
const wrongs: string[] = [];

/** A picture that begins well and then holds rubbish. */
const DAMAGED = Buffer.concat([Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD', 'base64'), Buffer.alloc(400, 7)]);

before(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await tempFolder()).path;
  photos = join(folder, 'photos');
  for (let n = 0; n < 6; n++)
    await writePhoto(join(photos, `P${n}.jpg`), { seed: n, taken: `2025:06:0${n + 1} 10:00:00` });
  await writeFile(join(photos, 'broken.jpg'), DAMAGED);
  await writeFile(join(photos, 'hopeless.jpg'), Buffer.concat([DAMAGED, Buffer.from('another')]));
  supervisor = stack.use(await runSupervisor(join(folder, 'data')));
  await supervisor.importFolder(photos);
  await supervisor.idle();
  const browser = stack.use(await openChromium({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' }));
  context = browser.context;
  await context.addInitScript('localStorage.clear()');
});

after(async () => await stack.disposeAsync());

async function open(path: string): Promise<Page> {
  // A page that a failed test left open would keep a connection of the few that a browser has.
  for (const left of context.pages()) await left.close();
  const page = await context.newPage();
  page.on('pageerror', (error) => wrongs.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) wrongs.push(`${path}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.url().includes('/picture/') && response.status() >= 400)
      wrongs.push(`${path}: asked for a picture that is not there: ${response.url()}`);
  });
  await page.goto(supervisor.url + path);
  return page;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const figure = (page: Page, word: string) =>
  page.getByRole('region', { name: 'Now' }).getByRole('link', { name: new RegExp(`^[\\d\\s]+${word}$`) });
const shows = async (page: Page, word: string, n: number): Promise<void> =>
  await figure(page, word)
    .and(page.getByText(`${n}${word}`))
    .waitFor();

/** How many problems the strip at the foot tells of. */
const problems = async (page: Page, text: string): Promise<void> =>
  await until(async () => {
    const [, told = ''] =
      /(\d+ assets? with a? ?problems?)/u.exec((await page.locator('footer').textContent()) ?? '') ?? [];
    return told === text;
  });

describe('a failing import, found, understood and repaired in the browser', () => {
  it('[S-255] [S-106] [I-030] a corrupt file: by its cause to its job, mended on the disk, and tried again', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await shows(page, 'Failed', 2);
    await figure(page, 'Failed').click();
    const causes = page.getByRole('region', { name: 'Failures by cause' });
    await causes.getByText('The file is damaged; compare it with another copy.').waitFor();
    await causes.getByText('picture_damaged').waitFor();
    await page.getByRole('row').filter({ hasText: 'broken.jpg' }).getByRole('link', { name: 'Make pictures' }).click();
    await page.getByRole('heading', { name: 'Make pictures · broken.jpg', level: 2 }).waitFor();
    const told = page.getByRole('alert');
    await told.getByText('It failed').waitFor();
    await told.getByText('the cause has to be mended first').waitFor();
    await page.getByRole('region', { name: 'Timeline' }).getByText('picture_damaged').first().waitFor();
    await page.getByRole('article', { name: 'Attempt 1' }).waitFor();
    const job = page.url();

    await writePhoto(join(folder, 'whole.jpg'), { seed: 33, taken: '2025:06:09 10:00:00' });
    await copyFile(join(folder, 'whole.jpg'), join(photos, 'broken.jpg'));
    await supervisor.importFolder(photos);
    await supervisor.idle();
    await page.goto(job);
    await button(page, 'Retry').click();
    await page.getByText('Trying again: 1 job.').waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Show asset' }).click();
    await page.locator('main img:not(.opacity-0)').first().waitFor();
    await page.close();
  });

  it('[S-106] a file that nobody can mend: ignored, taken back by Ctrl+Z, ignored for good', async () => {
    const page = await open('/jobs?tab=failed');
    await shows(page, 'Failed', 1);
    await problems(page, '1 asset with a problem');
    await button(page, 'Ignore picture_damaged').click();
    await shows(page, 'Failed', 0);
    await page.getByText('Nothing has failed.').waitFor();
    await problems(page, '');
    await page.keyboard.press('Control+z');
    await shows(page, 'Failed', 1);
    await page.getByRole('row').filter({ hasText: 'hopeless.jpg' }).getByRole('checkbox').check();
    await button(page, 'Ignore').first().click();
    await shows(page, 'Failed', 0);
    await page.goto(`${supervisor.url}/jobs?tab=failed&ignored=true`);
    await page.getByRole('row').filter({ hasText: 'Failed, ignored' }).waitFor();
    await page.close();
  });

  it('[S-103] [I-W33] an offline root: work waits, the page says for what, and goes on by itself', async () => {
    const page = await open('/jobs?tab=failed&ignored=true');
    const row = page.getByRole('row').filter({ hasText: 'hopeless.jpg' });
    await row.getByRole('checkbox').check();
    await rename(photos, `${photos}-away`);
    await button(page, 'Retry').first().click();
    await shows(page, 'Blocked', 1);
    await page.getByText('Why is nothing running?').waitFor();
    await page.getByText('root-offline').waitFor();
    await page.locator('footer', { hasText: '1 job of pictures waits: photos is not there' }).waitFor();
    await page
      .getByRole('link', { name: /^1\s*Blocked$/ })
      .first()
      .click();
    await page.getByText('Waits for its storage root').waitFor();
    await rename(`${photos}-away`, photos);
    await shows(page, 'Blocked', 0);
    await shows(page, 'Failed', 1);
    await page.close();
  });

  it('[S-106] a paused queue: the page says who paused it, and lets it go on where it says so', async () => {
    const page = await open('/jobs');
    await button(page, 'Pause Pictures: running jobs end').click();
    await page.getByText('Paused by').first().waitFor();
    await page.goto(`${supervisor.url}/jobs?tab=failed`);
    await button(page, 'Retry picture_damaged').click();
    await page.getByText('Why is nothing running?').waitFor();
    await page.getByRole('note').getByRole('button', { name: 'Resume pictures' }).click();
    await shows(page, 'Waiting', 0);
    await shows(page, 'Failed', 1);
    await page.close();
  });
});

describe('what was done and what stands behind it', () => {
  it('[I-063] [I-065] [I-060] finds what was tried for a file by its id, in order, with the reason of failure', async () => {
    const list = await open('/traces?ok=false');
    await list.getByRole('row').filter({ hasText: 'hopeless.jpg' }).first().waitFor();
    const href = await list
      .getByRole('row')
      .filter({ hasText: 'hopeless.jpg' })
      .getByRole('link')
      .first()
      .getAttribute('href');
    const id = /as_\w+/.exec(href ?? '')?.[0] ?? '';
    await list.goto(`${supervisor.url}/traces`);
    await list
      .getByRole('row')
      .filter({ hasText: /P\d\.jpg/ })
      .first()
      .waitFor();
    await list.getByRole('textbox', { name: 'Asset id' }).fill(id);
    await until(() => list.url().includes(id));
    await until(
      async () =>
        (await list
          .getByRole('row')
          .filter({ hasText: /P\d\.jpg/ })
          .count()) === 0,
    );
    await list.getByText('picture_damaged').first().waitFor();
    await list.close();
  });

  it('[S-278] [S-305] says health part by part, the versions and what failed today', async () => {
    const page = await open('/health');
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    await page.getByText('ExifTool').first().waitFor();
    await page.getByRole('region', { name: 'Versions' }).waitFor();
    await page.getByRole('link', { name: 'Incidents' }).click();
    await page.getByText('picture_damaged').first().waitFor();
    await page.close();
  });

  it('[P-060] follows the log, and narrows it by level and text', async () => {
    const page = await open('/logs');
    await page.getByRole('list', { name: 'Log lines' }).locator('li').first().waitFor();
    await button(page, 'Following').waitFor();
    await page.getByLabel('Level').selectOption('error');
    await until(() => page.url().includes('level=error'));
    await page.getByLabel('Search the log').fill('picture_damaged');
    await until(() => page.url().includes('search=picture_damaged'));
    await page.getByRole('list', { name: 'Log lines' }).locator('li button').first().click();
    await page.getByRole('link', { name: /^Job, attempt/ }).click();
    await page.waitForURL('**/jobs/jb_*');
    await page.close();
  });

  it(
    'keeps nobody out: axe finds nothing serious, in light and dark, wide and narrow, either way of reading',
    { timeout: 420_000 },
    async () => {
      const jobs = (await (await fetch(`${supervisor.url}/api/jobs?state=failed`)).json()) as {
        rows: { id: string }[];
      };
      const lists = ['running', 'waiting', 'failed', 'finished', 'workers', 'schedules'].map(
        (tab) => `/jobs?tab=${tab}`,
      );
      const paths = [...lists, `/jobs/${jobs.rows[0]?.id}`, '/traces', '/health', '/incidents', '/logs', '/operations'];
      for (const [width, colorScheme, dir] of [
        [1280, 'light', 'ltr'],
        [390, 'dark', 'rtl'],
        [320, 'light', 'ltr'],
      ] as const) {
        const page = await context.newPage();
        await page.addInitScript(
          `addEventListener('DOMContentLoaded', () => (document.documentElement.dir = '${dir}'))`,
        );
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        for (const path of paths) {
          await goLive(page, supervisor.url + path);
          await page.locator('main').locator('section, li').first().waitFor();
          assert.deepEqual(await findFaults(page), [], `${path} at ${width} px, ${colorScheme}, ${dir}`);
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at ${width} px`);
        }
        await page.close();
      }
    },
  );

  it('[M-W32] breaks no content rule, throws nothing and asks for no picture that is not there', () => {
    assert.deepEqual(wrongs, []);
  });
});
