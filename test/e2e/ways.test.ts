import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPageWorld, type PageWorld } from './page-world.ts';

let world: PageWorld;

before(async () => {
  world = await openPageWorld();
});

after(() => world[Symbol.asyncDispose]());

const open = (path: string) => world.open(path);

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
});
