import assert from 'node:assert/strict';
import { runWorker } from '../../src/run-worker.ts';
import { workerNeeds } from '../../src/worker-needs.ts';
import { configuredLibrary } from '../fixtures/configured-library.ts';
import { until } from '../fixtures/until.ts';
import type { Effects } from './effects.ts';

/** What pictures are made of a file. */
export const pictureEffects: Effects = {
  'pictures.preview.maxPx': async () => assert.equal((await pictureOf('preview', { maxPx: 512 })).width, 512),
  'pictures.preview.quality': async () => {
    const bytes = async (quality: number): Promise<number> => (await pictureOf('preview', { quality })).bytes;
    assert.ok((await bytes(80)) < 0.9 * (await bytes(95)));
  },
  'pictures.square.px': async () => assert.equal((await pictureOf('square', { px: 64 })).width, 64),
  'pictures.square.quality': async () => {
    const bytes = async (quality: number): Promise<number> => (await pictureOf('square', { quality })).bytes;
    assert.ok((await bytes(40)) < 0.9 * (await bytes(95)));
  },
  'pictures.grid.px': async () => assert.equal((await pictureOf('grid', { px: 128 })).width, 128),
  'pictures.grid.quality': async () => {
    const bytes = async (quality: number): Promise<number> => (await pictureOf('grid', { quality })).bytes;
    assert.ok((await bytes(40)) < 0.9 * (await bytes(95)));
  },
  'pictures.embeddedMinPx': async () => {
    await using library = await configuredLibrary({ pictures: { embeddedMinPx: 160 } });
    await using app = await library.app();
    assert.equal(workerNeeds(app).pictureSettings().embeddedMinPx, 160);
  },
  'pictures.pixelLimitMp': async () => {
    await using library = await configuredLibrary({ pictures: { pixelLimitMp: 1 } });
    await library.photo('a.jpg', { width: 1_300, height: 1_000 });
    assert.equal((await library.import()).exit, 3);
    assert.equal(library.rows('select pictures_code from asset')[0]?.['pictures_code'], 'too_many_pixels');
  },
  'pictures.concurrency': async () => {
    const together = async (concurrency: number): Promise<number> => {
      await using library = await configuredLibrary({ pictures: { concurrency } });
      for (let i = 0; i < 6; i++) await library.photo(`${i}.jpg`, { width: 1_200, height: 900 });
      await library.import();
      // once more, now that all of them are due at one time
      assert.equal((await library.run('jobs', 'retry', '--kind', 'derivative.pictures', '--state', 'done')).exit, 0);
      await using app = await library.app();
      await using _worker = await runWorker(app);
      await until(async () => {
        const { waiting, running } = await app.engine.totals();
        return waiting + running === 0;
      });
      return library.mostAtOnce('derivative.pictures');
    };
    assert.equal(await together(1), 1);
    assert.ok((await together(4)) > 1);
  },
};

/** What one picture is, made of a photo of 1 200 × 900 by these settings of it. */
async function pictureOf(what: string, settings: object): Promise<{ width: number; bytes: number }> {
  await using library = await configuredLibrary({ pictures: { [what]: settings } });
  await library.photo('a.jpg', { width: 1_200, height: 900 });
  await library.import();
  const [row] = library.rows(`select width_px, size_bytes from derivative where kind = '${what}'`);
  return { width: Number(row?.['width_px']), bytes: Number(row?.['size_bytes']) };
}
