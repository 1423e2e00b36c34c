import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { findFaults } from '../../web/dev/find-faults.ts';
import { until } from '../fixtures/until.ts';
import { openPageWorld, type PageWorld } from './page-world.ts';
import { writePhoto } from './running-supervisor.ts';

let world: PageWorld;

before(async () => {
  world = await openPageWorld();
  const cut = join(world.photos, 'first/cut.jpg');
  await writePhoto(cut, { seed: 80, taken: '2025:07:01 08:00:00' });
  const bytes = await readFile(cut);
  await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  await world.supervisor.importFolder(world.photos);
  await world.supervisor.idle();
});

after(() => world[Symbol.asyncDispose]());

/** Asks for something to be tried again where it is told, before anything may start, and takes that back. */
async function retryAndUndo(page: Page, button: string): Promise<void> {
  const tell = async (path: string): Promise<void> => {
    const reply = await fetch(`${world.supervisor.url}/api/queues/${path}`, { method: 'POST' });
    assert.ok(reply.ok, path);
  };
  const queues = ['pictures', 'metadata'];
  for (const name of queues) await tell(`${name}/pause`);
  await page.getByRole('button', { name: button }).click();
  await page.getByText('Trying again: 2 jobs waiting.').waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByText('Taken back: 2 jobs.').waitFor();
  for (const name of queues) await tell(`${name}/resume`);
}

describe('a file with a problem', () => {
  it('[S-106] is tried again from its import and from its page, and that is taken back before it starts', async () => {
    const { rows } = (await (await fetch(`${world.supervisor.url}/api/imports`)).json()) as { rows: { id: string }[] };
    const page = await world.open(`/imports/${rows.at(-1)?.id}`);
    const problem = page.getByRole('region', { name: 'Problems' }).getByText('broken.jpg');
    await problem.waitFor();
    await retryAndUndo(page, 'Retry all');
    await problem.waitFor();
    await page.goto(`${world.supervisor.url}/?name=broken`);
    await page.locator('.tile').first().click();
    await page.keyboard.press('i');
    const report = page.getByText('No picture can be made').or(page.getByText('No picture could be made'));
    await report.waitFor();
    await retryAndUndo(page, 'Try again');
    await report.waitFor();
    await page.close();
  });

  it('says on its tile, and over its picture, that only a part of it could be read', async () => {
    const page = await world.open('/?problem=damaged&name=cut');
    const tile = page.locator('.tile');
    await tile.locator('.tile-badge[data-text=Damaged]').waitFor();
    assert.match((await tile.getAttribute('aria-label')) ?? '', /Damaged, cut\.jpg$/u);
    await tile.locator('img[data-shown]').waitFor();
    assert.equal(await tile.locator('.tile-name').count(), 0, 'its picture is there');
    await tile.click();
    await page.getByText('Damaged file: only this could be read of it.').waitFor();
    assert.deepEqual(await findFaults(page), []);
    await page.keyboard.press('i');
    await page.getByText('Only a part of the picture could be read').waitFor();
    await page.close();
  });

  it('keeps the way to its reason in sight, which a keyboard can scroll on a phone', async () => {
    const page = await world.open('/?name=broken');
    await page.clock.install();
    await page.setViewportSize({ width: 390, height: 480 });
    await page.locator('.tile').first().click();
    await page.getByText('There is no picture of this file.').waitFor();
    await page.clock.fastForward(3_000);
    assert.equal(await page.locator('header.opacity-0').count(), 0, 'controls of a picture fade after two seconds');
    await page.keyboard.press('i');
    const facts = page.getByRole('tabpanel');
    await facts.getByText('Time and place').waitFor();
    assert.deepEqual(await findFaults(page), []);
    await page.getByRole('tab', { name: 'Facts' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await until(() => facts.evaluate((panel) => panel.scrollTop > 0));
    await page.close();
  });
});
