import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import { drawnJpeg } from '../../../test/fixtures/drawn-jpeg.ts';
import { defaultSettings } from '../../../test/fixtures/picture-library.ts';
import type { AssetId } from '../../contract/ids.ts';
import { findPicture } from '../find-picture.ts';
import { staleSearch } from '../stale-pictures.ts';
import { sweep } from '../sweep-pictures.ts';
import { openEnhanceLibrary } from './test-enhance.ts';

const opened = await openEnhanceLibrary();
const { library, add, picture, enhance, look } = opened;
after(() => opened[Symbol.asyncDispose]());

describe('a larger preview', () => {
  /** An asset whose preview was made 2 560 pixels wide. */
  async function enhanced(name: string): Promise<AssetId> {
    const id = await add(name, await drawnJpeg(4400, 2900));
    await picture(id);
    await enhance(id, 2560);
    return id;
  }

  it('[I-055] stays as large when settings change, is made by them, and is not swept', async () => {
    const id = await enhanced('kept.jpg');
    const before = await look(id);
    library.settings = { ...defaultSettings, previewQuality: 60 };
    try {
      assert.ok((await staleSearch(library.needs)(1_000)) > 0);
      await picture(id);
      assert.equal(await staleSearch(library.needs)(1_000), 0);
    } finally {
      library.settings = defaultSettings;
    }
    const { asset, pictures } = await look(id);
    assert.deepEqual([asset.pictures_state, pictures['preview']!.width_px], ['ready', 2560]);
    assert.ok(pictures['preview']!.size_bytes < before.pictures['preview']!.size_bytes);
    assert.equal(
      await library.needs.blobs.stat(before.pictures['preview']!.blob_key),
      undefined,
      'the stale one stays',
    );
    const later = { now: () => Date.now() + 10 * 86_400_000 };
    await sweep({ ...library.needs, clock: { ...library.needs.clock, ...later } }, false, {
      signal: new AbortController().signal,
    });
    assert.ok(await findPicture(library.needs, id, 'preview'));
  });

  it('is made again as large when its file is lost', async () => {
    const id = await enhanced('lost.jpg');
    await rm((await findPicture(library.needs, id, 'preview'))!.path);
    await staleSearch(library.needs)(1_000);
    assert.equal((await look(id)).asset.pictures_state, 'waiting');
    await picture(id);
    assert.equal((await look(id)).pictures['preview']!.width_px, 2560);
  });

  it('ends with its content, and where the settings give as much by now', async () => {
    const id = await enhanced('changed.jpg');
    await library.db
      .updateTable('asset')
      .set({ checksum: 'f'.repeat(64) })
      .where('id', '=', id)
      .execute();
    await picture(id);
    assert.equal((await look(id)).pictures['preview']!.width_px, 2048);
    const grown = await enhanced('grown.jpg');
    library.settings = { ...defaultSettings, previewMaxPx: 3000 };
    try {
      await picture(grown);
      const { asset, pictures } = await look(grown);
      assert.equal(pictures['preview']!.width_px, 3000);
      assert.equal(asset.pictures_key?.split('-').length, 2, 'the wish is not forgotten');
    } finally {
      library.settings = defaultSettings;
    }
  });
});
