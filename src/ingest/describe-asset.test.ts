import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../base/errors.ts';
import { assetDocuments } from '../catalogue/assets/asset-history.ts';
import { openExifTool } from '../tools/exiftool/open-exiftool.ts';
import type { DescribeNeeds } from './describe/describe-needs.ts';
import { type DescribeBench, exifJpeg, openDescribeBench, toolSettings } from './describe/test-describe.ts';

let bench: DescribeBench;
before(async () => {
  bench = await openDescribeBench();
});
after(() => bench[Symbol.asyncDispose]());

const TAKEN = {
  IFD0: { Make: 'Canon', Model: 'Canon EOS R5' },
  IFD2: { DateTimeOriginal: '2019:05:04 14:03:21', OffsetTimeOriginal: '+02:00' },
};

describe('ingest.describe', () => {
  it('[I-W22] [I-S11] [S-057] records facts, sorting columns, raw tags, trace and event in one step', async () => {
    const id = await bench.add('IMG_1.jpg', await exifJpeg(TAKEN));
    await bench.run(id);
    const { asset, facts, trace } = await bench.look(id);
    assert.deepEqual([asset.metadata_state, asset.metadata_method, asset.metadata_code], ['ready', 'exiftool', null]);
    assert.equal(asset.sort_ms, Date.UTC(2019, 4, 4, 14, 3, 21));
    assert.deepEqual([asset.width_px, asset.height_px, asset.offset_min, asset.camera], [30, 40, 120, 'Canon EOS R5']);
    assert.deepEqual([asset.captured_source, asset.captured_confidence], ['exif', 'sure']);
    assert.equal(facts.sources['cameraModel'], 'IFD0:Model');
    assert.deepEqual(trace, ['metadata_extraction exiftool ok']);
    const [document] = await bench.documents(id);
    assert.match(document?.tags ?? '', /"IFD0:Model":"Canon EOS R5"/);
    const event = await bench.library.db
      .selectFrom('event')
      .selectAll()
      .where('subject', '=', id)
      .executeTakeFirstOrThrow();
    assert.equal(event.type, 'asset.described');
  });

  it('[S-014] [S-110] keeps older readings as history and adds none when nothing changed', async () => {
    const id = await bench.add('IMG_2.jpg', await exifJpeg(TAKEN));
    await bench.run(id);
    await bench.run(id);
    assert.equal((await bench.documents(id)).length, 1);
    await bench.library.db.updateTable('metadata_document').set({ read_at_ms: 1 }).where('asset_id', '=', id).execute();
    const other: DescribeNeeds['tags'] = {
      readTags: async (path) => {
        const reading = await bench.tags.readTags(path);
        return { ...reading, tags: { ...reading.tags, 'XMP-dc:Title': 'Later' } };
      },
    };
    await bench.run(id, { tags: other });
    const shown = await assetDocuments(bench.library.db, id);
    assert.deepEqual(
      shown.map(({ source, tags }) => [source, tags['XMP-dc:Title']]),
      [
        ['file', 'Later'],
        ['file', undefined],
      ],
    );
    assert.ok(shown.every(({ tool, tags }) => /^ExifTool \d/u.test(tool) && tags['IFD0:Model'] === 'Canon EOS R5'));
    assert.equal((await bench.look(id)).facts.title, 'Later');
  });

  it('[I-W23] [I-029] [I-030] keeps a failure of metadata apart from pictures, fails with its code, and clears it on success', async () => {
    const id = await bench.add('IMG_3.jpg', await exifJpeg(TAKEN));
    const failing: DescribeNeeds['tags'] = {
      readTags: () => Promise.reject(new AppError('metadata_timeout', 'too slow')),
    };
    await assert.rejects(bench.run(id, { tags: failing }), { code: 'metadata_timeout', retry: 'give-up' });
    const failed = await bench.look(id);
    assert.deepEqual(
      [failed.asset.metadata_state, failed.asset.metadata_code, failed.asset.metadata_method],
      ['failed', 'metadata_timeout', 'none'],
    );
    assert.deepEqual([failed.asset.pictures_state, failed.asset.pictures_code], ['waiting', null]);
    assert.equal(failed.asset.sort_ms, Date.UTC(2019, 4, 4, 14, 3, 21), 'what the first bytes told stays');
    assert.deepEqual(failed.trace, ['metadata_extraction exiftool failed metadata_timeout']);
    await bench.run(id);
    const { asset } = await bench.look(id);
    assert.deepEqual([asset.metadata_state, asset.metadata_code, asset.metadata_message], ['ready', null, null]);
  });

  it('lets the engine try again what may go away, a finite number of times', async () => {
    const id = await bench.add('IMG_4.jpg', await exifJpeg(TAKEN));
    const away: DescribeNeeds['tags'] = {
      readTags: () => Promise.reject(new AppError('disk_error', 'EIO', { retry: 'retry' })),
    };
    await assert.rejects(bench.run(id, { tags: away }), { code: 'disk_error' });
    assert.equal((await bench.look(id)).asset.metadata_state, 'waiting');
    await assert.rejects(bench.run(id, { tags: away }, 4), { code: 'disk_error', retry: 'give-up' });
    assert.deepEqual(
      [(await bench.look(id)).asset.metadata_state, (await bench.look(id)).asset.metadata_code],
      ['failed', 'disk_error'],
    );
  });

  it('[I-046] [I-W29] marks what the built-in reader read, and has it read again once ExifTool works', async () => {
    const id = await bench.add('IMG_5.jpg', await exifJpeg(TAKEN));
    await using broken = openExifTool({ ...toolSettings, mode: 'fast', path: join(bench.folder, 'no-such-tool') });
    await bench.run(id, { tags: broken });
    const fallen = await bench.look(id);
    assert.deepEqual(
      [fallen.asset.metadata_state, fallen.asset.metadata_method, fallen.asset.metadata_code],
      ['degraded', 'fallback', 'metadata_tool_missing'],
    );
    assert.equal(fallen.facts.capture?.local, '2019-05-04T14:03:21');
    assert.deepEqual([fallen.asset.width_px, fallen.asset.height_px], [30, 40]);
    await bench.run(await bench.add('IMG_6.jpg', await exifJpeg(TAKEN)));
    assert.equal((await bench.look(id)).asset.metadata_state, 'waiting');
  });

  it('drops what was read of other content than the asset has now', async () => {
    const id = await bench.add('IMG_7.jpg', await exifJpeg(TAKEN));
    const meanwhile: DescribeNeeds['tags'] = {
      readTags: async (path) => {
        await bench.library.db
          .updateTable('asset')
          .set({ checksum: `new-${id}` })
          .where('id', '=', id)
          .execute();
        return bench.tags.readTags(path);
      },
    };
    await assert.rejects(bench.run(id, { tags: meanwhile }), { code: 'original_changed' });
    assert.deepEqual([(await bench.look(id)).asset.metadata_state, (await bench.documents(id)).length], ['waiting', 0]);
  });
});
