import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '../fixtures/until.ts';
import { HOSTILE, openPageWorld, type PageWorld } from './page-world.ts';

let world: PageWorld;

before(async () => {
  world = await openPageWorld();
});

after(() => world[Symbol.asyncDispose]());

const open = (path: string) => world.open(path);
const assetNamed = async (name: string): Promise<string> => {
  const found = await fetch(`${world.supervisor.url}/api/timeline/items?name=${name}&from=0&limit=1`);
  const { rows } = (await found.json()) as { rows: { id: string }[] };
  return rows[0]?.id ?? '';
};

describe('ways to and through the pages', () => {
  it('lets the Tab key skip the rail, first thing', async () => {
    const page = await open('/imports');
    await page.getByLabel('Folder on this machine').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Folder on this machine');
    await page.close();
  });

  it('leads the keys past the queues to the lists of jobs', async () => {
    const page = await open('/jobs?tab=finished');
    await page.getByRole('button', { name: /^Pause Pictures/u }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const focused = page.locator(':focus');
    const links = page.getByRole('main').getByRole('navigation').getByRole('link');
    for (let stop = await links.count(); stop >= 0; stop--) await page.keyboard.press('Tab');
    assert.equal(await focused.innerText(), 'Skip to the lists');
    await page.keyboard.press('Enter');
    assert.equal(await focused.getAttribute('role'), 'tab');
    assert.equal(await focused.innerText(), 'Finished');
    await page.close();
  });

  it('shows the end of file names where there is no room for the whole, since names of one series begin alike', async () => {
    const page = await open(`/traces?asset=${await assetNamed('onerror')}`);
    await page.setViewportSize({ width: 320, height: 800 });
    const cell = page
      .getByRole('cell')
      .filter({ has: page.getByRole('link', { name: HOSTILE }) })
      .first();
    await cell.waitFor();
    const [whole, end] = [await cell.boundingBox(), await cell.getByText(/^.{0,8}\.jpg$/u).boundingBox()];
    assert.ok(
      whole && end && end.width > 20 && end.x + end.width <= whole.x + whole.width + 1,
      JSON.stringify({ whole, end }),
    );
    await page.close();
  });

  it('says on a slow network that the pages are being loaded, and sends them packed', async () => {
    const page = await open('/nowhere');
    await page.route(/\/assets\/index-.*\.js$/u, async (route) => {
      await page.getByText('Supervisor is loading its pages…').waitFor();
      await route.continue();
    });
    const sent = page.waitForResponse(/\/assets\/index-.*\.js$/u);
    await page.goto(`${world.supervisor.url}/jobs`, { waitUntil: 'commit' });
    await page.getByRole('region', { name: 'Now' }).waitFor();
    assert.equal(await (await sent).headerValue('content-encoding'), 'gzip');
    await page.close();
  });

  it('shows what a picture is like until it has come', async () => {
    const page = await open('/nowhere');
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await page.route(/\/picture\/(?:grid|preview)/u, (route) => held.then(() => route.continue()));
    await page.goto(`${world.supervisor.url}/asset/${await assetNamed('P001')}`);
    const blur = page.locator('main [data-blur]');
    await blur.waitFor();
    assert.match((await blur.getAttribute('style')) ?? '', /background/u);
    letGo();
    await blur.waitFor({ state: 'detached' });
    await page.locator('main img:not(.opacity-0)').first().waitFor();
    await page.close();
  });

  it('says of what is gone that it is gone and where the others are, without an alarm or a retry that cannot help', async () => {
    for (const [path, link] of [
      ['/asset/as_', 'Go to the library'],
      ['/jobs/jb_', 'All jobs'],
      ['/imports/is_', 'All imports'],
    ] as const) {
      const page = await open(path + '0'.repeat(26));
      await page.getByRole('heading', { name: /^There is no such (?:asset|job|import)$/u }).waitFor();
      await page.getByRole('link', { name: link }).waitFor();
      assert.equal(await page.getByRole('alert').count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
      await page.close();
    }
  });

  it('says of an address that names nothing that nothing is there', async () => {
    for (const path of ['/asset/foo', '/jobs/foo', '/imports/foo', '/nowhere']) {
      const page = await open(path);
      await page.getByRole('heading', { name: 'Nothing is at this address' }).waitFor();
      await page.close();
    }
  });

  it('gives the focus back when a dialog closes, and leaves it on a button that was pressed', async () => {
    const page = await open('/jobs');
    const pause = page.getByRole('button', { name: /^Pause Pictures/u });
    await pause.waitFor();
    const focused = () => page.locator(':focus').getAttribute('aria-label');
    await pause.focus();
    const name = (await focused()) ?? '';
    for (const keys of ['?', 'Control+k']) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      assert.notEqual(await focused(), name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal(await focused(), name, keys);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Resume Pictures' }).waitFor();
    assert.equal(await focused(), 'Resume Pictures');
    await page.keyboard.press('Enter');
    await pause.waitFor();
    assert.equal(await focused(), name);
    await page.close();
  });

  it('completes a begun path by Tab and then leaves the field, either way', async () => {
    await mkdir(join(world.photos, 'inner/deeper'), { recursive: true });
    const page = await open('/imports');
    const field = page.getByLabel('Folder on this machine');
    await field.fill(join(world.photos, 'inn'));
    await page.getByRole('option', { name: /inner/u }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await field.inputValue(), join(world.photos, 'inner/'));
    await page.getByRole('option', { name: /deeper/u }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').innerText(), 'Import folder');
    await field.fill(join(world.photos, 'inn'));
    await page.getByRole('option', { name: /inner/u }).waitFor();
    await page.keyboard.press('Shift+Tab');
    assert.equal(await field.inputValue(), join(world.photos, 'inn'));
    assert.notEqual(await page.locator(':focus').getAttribute('aria-label'), 'Folder on this machine');
    await page.close();
  });

  it('takes a path as it was pasted, and says of files that are no media why none was taken in', async () => {
    const notes = join(world.photos, '../my notes');
    await mkdir(notes);
    await writeFile(join(notes, 'table.xyz'), 'no media');
    const page = await open('/imports');
    await page.getByLabel('Folder on this machine').fill(`"${notes}"`);
    await page.getByRole('button', { name: 'Import folder' }).click();
    await page.waitForURL('**/imports/is_*');
    const reasons = page.getByRole('list', { name: 'Why files were skipped' });
    await reasons.getByText('not_media').waitFor();
    await page.close();
  });

  it('comes back to the place, the filter and the view that a page was left with', async () => {
    const page = await open('/?kind=image&zoom=360');
    await page.locator('.tile img[data-shown]').first().waitFor();
    const scroller = page.locator('.grid-scroll');
    await scroller.evaluate((element) => (element.scrollTop = 900));
    const place = () => scroller.evaluate((element) => Math.round(element.scrollTop));
    await until(async () => (await page.locator('.tile img[data-shown]').count()) > 2);
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page.getByRole('region', { name: 'Now' }).waitFor();
    await page.getByRole('link', { name: 'Health', exact: true }).click();
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.locator('.tile').first().waitFor();
    assert.match(page.url(), /kind=image/u);
    assert.match(page.url(), /zoom=360/u);
    await until(async () => (await place()) === 900);
    await page.goForward();
    await page.getByRole('region', { name: 'Now' }).waitFor();
    await page.close();
  });

  it('says that the server is gone, lets nobody lose what is typed or focused, and goes on when it is back', async () => {
    const page = await open('/jobs?tab=finished');
    // whichever job ended last: the list shows only as many as fit
    const row = page.getByRole('row').filter({ hasText: '.jpg' }).first();
    await row.getByRole('link').first().focus();
    const focused = () => page.locator(':focus').evaluate((element) => element.outerHTML);
    const before = await focused();
    await world.supervisor.stop();
    await page.getByText('The server does not answer').waitFor();
    assert.equal(await focused(), before);
    assert.ok(await row.isVisible());
    await world.restart();
    await page.getByText('The server does not answer').waitFor({ state: 'detached', timeout: 90_000 });
    assert.equal(await focused(), before);
    await page.getByRole('link', { name: 'Health', exact: true }).click();
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    await page.close();
  });
});
