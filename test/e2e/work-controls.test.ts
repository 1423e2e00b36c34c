import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { openApp } from '../../src/app.ts';
import { newId } from '../../src/base/ids.ts';
import { getSettings } from '../../src/cli/find-settings.ts';
import { AssetId } from '../../src/contract/ids.ts';
import { makePictures } from '../../src/derivatives/make-pictures.ts';
import { newJob } from '../../src/jobs/kind.ts';
import { findFaults } from '../../web/dev/find-faults.ts';
import { openChromium } from '../../web/dev/open-chromium.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';
import { goLive } from './go-live.ts';
import { runSupervisor, type Running } from './running-supervisor.ts';

/** More than a page of the list holds. */
const JOBS = 620;

let stack: AsyncDisposableStack;
let supervisor: Running;
let context: BrowserContext;

before(async () => {
  stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  await leaveWork(join(folder, 'data'));
  supervisor = stack.use(await runSupervisor(join(folder, 'data')));
  const browser = stack.use(await openChromium({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' }));
  context = browser.context;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.addInitScript('localStorage.clear()');
});

after(async () => await stack.disposeAsync());

/** A library whose pictures were paused, with many jobs of assets that are gone by now. */
async function leaveWork(data: string): Promise<void> {
  await mkdir(data);
  await writeFile(join(data, 'config.yaml'), 'jobs:\n  caps:\n    total: 1\n');
  const { paths, file } = await getSettings({ data, config: undefined, json: false }, {});
  await using app = await openApp({ paths, configFile: file, env: {}, isHolder: true });
  await app.engine.pause(makePictures.queue, 'ann');
  const assetId = (): AssetId => AssetId.parse(newId('as', Date.now()));
  await app.engine.enqueue(Array.from({ length: JOBS }, () => newJob(makePictures, { assetId: assetId() })));
}

async function open(path: string): Promise<Page> {
  for (const left of context.pages()) await left.close();
  const page = await context.newPage();
  await goLive(page, supervisor.url + path);
  return page;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const now = (page: Page) => page.getByRole('region', { name: 'Now' });
const ask = async (path: string) => (await (await fetch(`${supervisor.url}/api${path}`)).json()) as never;

describe('the jobs page with many jobs', () => {
  it('[S-106] says of work that waits for nothing but a pause that it is paused, by whom, and on every page', async () => {
    const page = await open('/jobs');
    await now(page).getByText('Paused').waitFor();
    await page.getByRole('note').getByText('620 jobs of pictures are due, but the queue was paused by ann').waitFor();
    await page.goto(`${supervisor.url}/health`);
    await page.locator('footer', { hasText: 'the queue was paused by ann' }).waitFor();
    await page.close();
  });

  it('does some first, and gives them their place back', async () => {
    const page = await open('/jobs?tab=waiting');
    const first = async (): Promise<number> => {
      const { rows } = (await ask('/jobs?state=pending&limit=500')) as { rows: { priority: number }[] };
      return rows.filter(({ priority }) => priority === 0).length;
    };
    for (const box of [1, 2]) await page.getByRole('main').getByRole('checkbox').nth(box).check();
    await button(page, 'Do first').click();
    await page.getByText('Before all others of their queue: 2 jobs.').waitFor();
    assert.equal(await first(), 2);
    await button(page, 'Undo').click();
    await page.getByText('Taken back: 2 jobs.').waitFor();
    assert.equal(await first(), 0);
    await page.close();
  });

  it('moves all that match to the back, also those that are not shown, and takes it back by Ctrl+Z', async () => {
    const page = await open('/jobs?tab=waiting');
    const priorities = async (): Promise<Set<number>> => {
      const { rows } = (await ask('/jobs?state=pending&limit=500')) as { rows: { priority: number }[] };
      return new Set(rows.map(({ priority }) => priority));
    };
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await button(page, 'Select all that match').click();
    await button(page, 'Do last').click();
    await page.getByText('After all others of their queue: 620 jobs.').waitFor();
    assert.deepEqual(await priorities(), new Set([1_000]));
    await button(page, 'Dismiss').click();
    await page.keyboard.press('Control+z');
    await page.getByText('Taken back: 620 jobs.').waitFor();
    assert.deepEqual(await priorities(), new Set([100]));
    await page.close();
  });

  it('[S-106] takes a retry back that has not started, and says so', async () => {
    const { rows } = (await ask('/jobs?state=pending&limit=1')) as { rows: { id: string }[] };
    const id = rows[0]!.id;
    const tell = (action: string): Promise<Response> =>
      fetch(`${supervisor.url}/api/jobs/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ids: [id] }),
      });
    await tell('cancel');
    const page = await open(`/jobs/${id}`);
    const state = async (): Promise<string> => ((await ask(`/jobs/${id}`)) as { state: string }).state;
    await button(page, 'Retry').click();
    await page.getByText('Trying again: 1 job.').waitFor();
    assert.equal(await state(), 'ready');
    await button(page, 'Undo').click();
    await page.getByText('Taken back: 1 job.').waitFor();
    assert.equal(await state(), 'cancelled');
    await tell('retry');
    await page.close();
  });

  it('brings what a link asks for into sight where it lies below the cards', async () => {
    const page = await open('/jobs');
    await page.setViewportSize({ width: 390, height: 844 });
    await now(page)
      .getByRole('link', { name: /Waiting/u })
      .click();
    const tab = page.getByRole('tab', { name: /^Waiting/u, selected: true });
    await until(async () => {
      const box = await tab.boundingBox();
      return box !== null && box.y > 0 && box.y < 400;
    });
    await page.close();
  });

  it('[S-102] limits how many of a queue run at once where the queue is, and takes it back by Ctrl+Z', async () => {
    const page = await open('/jobs');
    const limit = page.getByRole('group', { name: 'Jobs at once, Pictures' });
    await limit.getByRole('button', { name: 'Fewer at once' }).click();
    await limit.getByText('max 3').waitFor();
    await limit.getByRole('button', { name: 'More at once' }).click();
    await limit.getByText('max 4').waitFor();
    await page.keyboard.press('Control+z');
    await limit.getByText('max 3').waitFor();
    await limit.getByRole('button', { name: 'No limit' }).click();
    await limit.getByText('no limit').waitFor();
    await page.close();
  });

  it('[S-255] [S-106] goes on from the strip, groups what then fails, and ignores all of it', async () => {
    const page = await open('/jobs?tab=failed');
    await page.locator('footer').getByRole('button', { name: 'Resume work' }).click();
    await page.getByText('620 failures, 1 cause').waitFor();
    await page.getByText('620 × Make pictures').waitFor();
    await button(page, 'Ignore all').click();
    await page.getByText('Nothing has failed.').waitFor();
    await button(page, 'Undo').click();
    await page.getByText('620 failures, 1 cause').waitFor();
    await button(page, 'Ignore all').click();
    await page.getByText('Nothing has failed.').waitFor();
    await page.close();
  });
});

describe('schedules, incidents and records', () => {
  it('[S-106] does the work of a schedule now, leads to its job, and pauses and resumes it', async () => {
    const page = await open('/jobs?tab=schedules');
    const row = page.getByRole('listitem').filter({ hasText: 'Sweep pictures' });
    await row.getByText('Every day at 03:15').waitFor();
    await row.getByText('Not run yet').waitFor();
    await button(page, 'Pause Sweep pictures: it does not come back').click();
    await row.getByText('Paused just now').waitFor();
    await button(page, 'Run now: Sweep pictures').click();
    await button(page, 'Open job').click();
    await page.getByRole('heading', { name: 'Sweep pictures', level: 2 }).waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    await page.goBack();
    await row.getByText('Last just now').waitFor();
    await button(page, 'Resume Sweep pictures').click();
    await row.getByText(/^Next in/).waitFor();
    await page.close();
  });

  it('[S-090] names the cap where more is asked for than may be open', async () => {
    const pause = (to: string) =>
      fetch(`${supervisor.url}/api/queues/upkeep/${to}`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
    assert.equal((await pause('pause')).status, 200);
    const page = await open('/jobs?tab=schedules');
    await button(page, 'Run now: Sweep pictures').click();
    await button(page, 'Open job').waitFor();
    await button(page, 'Run now: Back up the catalogue').click();
    const said = page.getByText(
      'At most 1 job may be open on request (jobs.caps.total): 1 is open, and 1 more is asked for',
    );
    await said.waitFor();
    await page.getByText('queue_full').waitFor();
    assert.deepEqual(await findFaults(page), []);
    await pause('resume');
    await page.close();
  });

  it('[S-330] lists what was changed and refused here, by whom, and opens a line to all that is known of it', async () => {
    const page = await open('/operations');
    const lines = page.getByRole('list', { name: 'Operations' }).getByRole('listitem');
    const refused = lines.filter({ hasText: 'Run schedule now' }).filter({ hasText: 'queue_full' });
    await refused.filter({ hasText: 'Pages' }).first().waitFor();
    await lines.filter({ hasText: 'Pause queue' }).filter({ hasText: 'API' }).first().waitFor();
    await page.getByLabel('Only refused or failed').check();
    await until(() => page.url().includes('failed=true'));
    await lines.filter({ hasText: 'Pause queue' }).first().waitFor({ state: 'detached' });
    await refused.first().getByRole('button').first().click();
    await page.getByText('jobs.runSchedule', { exact: true }).waitFor();
    await page.getByText(/^op_\w{26}$/).waitFor();
    assert.deepEqual(await findFaults(page), []);
    await page.close();
  });

  it('[S-294] gives the summary of an incident away as a text', async () => {
    const page = await open('/incidents');
    const row = page.getByRole('listitem').filter({ hasText: 'asset_not_found' });
    await row.getByRole('button', { name: 'Copy', exact: true }).click();
    const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await until(async () => /^P\d asset_not_found · .* 620 × from/u.test(await copied()));
    await page.close();
  });

  it('[S-278] [S-293] [S-095] removes records of finished jobs, but says before how many they are', async () => {
    const page = await open('/jobs?tab=finished');
    await button(page, 'Remove records…').click();
    await page.getByRole('dialog', { name: /^Remove the records of 62\d finished jobs$/ }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText(/^Removed: 62\d jobs\.$/).waitFor();
    await page.getByText('Nothing was finished yet.').waitFor();
    await page.close();
  });
});
