import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesBelow } from '../../../test/fixtures/files-below.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { runJob } from '../../jobs/run-job.ts';
import { pairCompanions } from '../pair-companions.ts';
import { libraryOf, openWorld } from '../test-world.ts';

const TAKEN = '2019:05:04 14:03:21';

describe('companions that are placed', () => {
  it('[M-W20] puts sidecars beside their media under the matching name, and moves them along', async () => {
    await using world = await openWorld();
    const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>');
    for (const card of ['a', 'b']) {
      await world.write(`${card}/IMG_1.JPG`, tinyJpeg(card, TAKEN));
      await world.write(`${card}/IMG_1.JPG.xmp`, Buffer.concat([xmp, Buffer.from(card)]));
      await world.write(`${card}/IMG_1.txt`, Buffer.from(`a prompt ${card}`));
    }
    await world.write('a/IMG_1.JPG.supplemental-metad.json', Buffer.from('{"title": "IMG_1.JPG"}'));
    await world.write('a/alone.xmp', xmp);
    const { counts } = await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(counts, { imported: 2, companion: 5, skipped: 1 });
    assert.deepEqual(filesBelow(world.photos), ['a/alone.xmp']);
    const placed = filesBelow(libraryOf(world));
    const first = placed.includes('2019/05/IMG_1.jpg.supplemental-metad.json') ? 'IMG_1' : 'IMG_1-1';
    const ends = ['-1.jpg', '-1.jpg.xmp', '-1.txt', '.jpg', '.jpg.xmp', '.txt'].map((end) => `2019/05/IMG_1${end}`);
    assert.deepEqual(placed, [...ends, `2019/05/${first}.jpg.supplemental-metad.json`].sort());
    const files = await world.files();
    const assetOf = (path: string) => files.find((file) => file.path === `2019/05/${path}`)?.asset_id;
    for (const stem of ['IMG_1', 'IMG_1-1'])
      for (const end of ['.jpg.xmp', '.txt']) assert.equal(assetOf(`${stem}${end}`), assetOf(`${stem}.jpg`));
    // A scan of the library itself finds every one where it is.
    assert.deepEqual((await world.library.scan(libraryOf(world))).counts, { unchanged: 7 });
  });

  it('[I-W12] [M-W20] moves sidecars after their media also where the import was killed between them', async () => {
    await using world = await openWorld();
    await world.write('a/IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.write('a/IMG_2.jpg', tinyJpeg('two', TAKEN));
    await world.library.scan(world.photos, { mode: 'move' });
    // as a kill leaves it: the media are gone, what lies beside them is not
    await world.write('a/IMG_1.jpg.json', Buffer.from('{"title": "IMG_1.jpg"}'));
    await world.write('a/b/IMG_2.xmp', Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'));
    const { counts } = await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(counts, { companion: 1, skipped: 1 });
    assert.deepEqual(filesBelow(world.photos), ['a/b/IMG_2.xmp']);
    const files = await world.files();
    const assetOf = (path: string) => files.find((file) => file.path === path)?.asset_id;
    assert.ok(assetOf('2019/05/IMG_1.jpg.json'));
    assert.equal(assetOf('2019/05/IMG_1.jpg.json'), assetOf('2019/05/IMG_1.jpg'));
  });

  it('never overwrites a sidecar that is there, and leaves the other where it is', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.write('IMG_1.txt', Buffer.from('a prompt'));
    const taken = join(libraryOf(world), '2019/05/IMG_1.txt');
    await mkdir(join(taken, '..'), { recursive: true });
    await writeFile(taken, 'of someone else');
    const { counts, items } = await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(counts, { imported: 1, error: 1 });
    assert.equal(items.find((item) => item.outcome === 'error')?.code, 'name_taken');
    assert.deepEqual(filesBelow(world.photos), ['IMG_1.txt']);
    assert.equal(readFileSync(taken, 'utf8'), 'of someone else');
  });

  for (const layout of ['date', 'hash'])
    it(`keeps a RAW with its JPEG in one name and pairs them, with the layout ${layout}`, async () => {
      await using world = await openWorld({ settings: { layout } });
      await world.write('IMG_7.jpg', tinyJpeg('other', TAKEN));
      await world.library.scan(world.photos, { mode: 'move' });
      await world.write('IMG_7.jpg', tinyJpeg('one', TAKEN));
      await world.write('IMG_7.dng', dng());
      const { session } = await world.library.scan(world.photos, { mode: 'copy' });
      if (layout === 'date')
        assert.deepEqual(filesBelow(libraryOf(world)), [
          '2019/05/IMG_7-1.dng',
          '2019/05/IMG_7-1.jpg',
          '2019/05/IMG_7.jpg',
        ]);
      const [job] = await world.library.engine.list({ kind: pairCompanions.kind, sessionId: session.id }, { limit: 1 });
      const input = pairCompanions.input.parse(job!.payload);
      const { result } = await runJob(pairCompanions, { input, needs: world.library.needs });
      assert.deepEqual(result, { pairs: 1 });
      const raw = await world.library.open.db
        .selectFrom('asset')
        .selectAll()
        .where('companion_role', '=', 'raw')
        .execute();
      assert.equal(raw.length, 1);
      const cover = raw[0]!.cover_id!;
      const files = await world.files();
      const original = files.find((file) => file.asset_id === cover)!.original_path;
      assert.equal(original, join(world.photos, 'IMG_7.jpg'));
    });
});

/** The smallest thing that is a DNG by its marks: little-endian TIFF with DNGVersion. */
function dng(): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 12 + 4);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0xc612, 10);
  tiff.writeUInt16LE(1, 12);
  tiff.writeUInt32LE(4, 14);
  tiff.set([1, 4, 0, 0], 18);
  return tiff;
}
