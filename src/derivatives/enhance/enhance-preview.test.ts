import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { drawnJpeg } from '../../../test/fixtures/drawn-jpeg.ts';
import { corpusFilesFor } from '../../../test/fixtures/corpus.ts';
import { AppError } from '../../base/errors.ts';
import { pictureVersion } from '../../catalogue/assets/asset-card.ts';
import { runJob } from '../../jobs/run-job.ts';
import { findPicture } from '../find-picture.ts';
import type { PictureNeeds } from '../picture-needs.ts';
import { enhancePreview } from './enhance-preview.ts';
import { openEnhanceLibrary } from './test-enhance.ts';

const opened = await openEnhanceLibrary();
const { library, folder, add, picture, enhance, look } = opened;
after(() => opened[Symbol.asyncDispose]());

/** A JPEG full of fine detail. */
function detailed(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** How far apart two pictures are, in levels. */
async function distance(a: Buffer, b: Buffer): Promise<number> {
  const pixels = (data: Buffer) => sharp(data).greyscale().raw().toBuffer();
  const [one, other] = await Promise.all([pixels(a), pixels(b)]);
  assert.equal(one.length, other.length);
  return one.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0) / one.length;
}

/** What a RAW file holds, in place of ExifTool: tag → JPEG. */
function holding(previews: Readonly<Record<string, Buffer>>): PictureNeeds['embedded'] {
  return {
    listEmbedded: async () =>
      Object.entries(previews).map(([tag, { length }]) => ({ tag, group: 'IFD0', bytes: length })),
    extractEmbedded: async ({ tag, toFile }) => writeFile(toFile, previews[tag.slice('IFD0:'.length)]!),
  };
}

describe('derivative.enhance', () => {
  it('[I-040] [I-W10] renders the larger preview from the original, not from the preview that is there', async () => {
    const original = await detailed(3600, 2400);
    const id = await add('detail.jpg', original);
    await picture(id);
    const before = await look(id);
    const usual = await sharp((await findPicture(library.needs, id, 'preview'))!.path).toBuffer();
    assert.deepEqual(await enhance(id, 2560), { state: 'ready', fromWidth: 2048, toWidth: 2560 });
    const after = await look(id);
    const { path } = (await findPicture(library.needs, id, 'preview'))!;
    assert.deepEqual([after.pictures['preview']!.width_px, after.pictures['preview']!.height_px], [2560, 1707]);
    const [true_, enlarged] = await Promise.all(
      [original, usual].map((from) => sharp(from).resize(2560, 1707, { fit: 'fill' }).toBuffer()),
    );
    const made = await sharp(path).toBuffer();
    const [toTrue, toEnlarged] = [await distance(made, true_!), await distance(made, enlarged!)];
    assert.ok(toTrue < 0.75 * toEnlarged, `${toTrue} is not clearly below ${toEnlarged}`);
    assert.notEqual(pictureVersion(after.asset.pictures_key!), pictureVersion(before.asset.pictures_key!));
    assert.equal(await library.needs.blobs.stat(before.pictures['preview']!.blob_key), undefined, 'the old one stays');
    for (const kind of ['grid', 'square']) assert.deepEqual(after.pictures[kind], before.pictures[kind]);
    assert.deepEqual([after.asset.pictures_state, after.asset.thumbhash], ['ready', before.asset.thumbhash]);
    assert.deepEqual(await readdir(dirname(library.needs.blobs.tempFile('x'))), []);
  });

  it('[I-033] enlarges once when it runs twice', async () => {
    const id = await add('twice.jpg', await drawnJpeg(4200, 2800));
    await picture(id);
    await enhance(id, 2560);
    const once = await look(id);
    assert.deepEqual(await enhance(id, 2560), { state: 'ready', fromWidth: 2560, toWidth: 2560 });
    assert.deepEqual(await look(id), once);
  });

  it('[I-056] [I-W24] records each try, the whole, and failures with their attempt as traces of their own type', async () => {
    const id = await add('traced.jpg', await drawnJpeg(3000, 2000));
    await picture(id);
    const busy = new AppError('decoder_unavailable', 'not now', { retry: 'retry' });
    const images = { ...library.needs.images, makePictures: () => Promise.reject(busy) };
    const failing = { input: { assetId: id, longestPx: 2560 }, needs: { ...library.needs, images }, attempt: 2 };
    await assert.rejects(runJob(enhancePreview, failing), { code: 'decoder_unavailable', retry: 'retry' });
    const failed = await look(id);
    assert.deepEqual(failed.trace, ['sharp failed decoder_unavailable', 'enhance failed decoder_unavailable']);
    assert.deepEqual([failed.asset.pictures_state, failed.pictures['preview']!.width_px], ['ready', 2048]);
    const off = { enabled: true, off: ['enhancement'] } as const;
    await enhance(id, 2560, { traces: () => off });
    assert.deepEqual((await look(id)).trace, failed.trace, 'steps that went well are left out where they are off');
    await enhance(id, 2900);
    assert.deepEqual((await look(id)).trace.slice(2), ['sharp ok', 'sharp/preview ok', 'enhance ok']);
    const attempts = library.db.selectFrom('import_trace').select('attempt').where('asset_id', '=', id);
    const rows = await attempts.where('type', '=', 'enhancement').where('ok', '=', 0).execute();
    assert.deepEqual(rows, [{ attempt: 2 }, { attempt: 2 }]);
  });

  it('[I-W10] answers that nothing is to gain where the original gives no more, and leaves all as it is', async () => {
    const id = await add('small.jpg', await drawnJpeg(900, 600), { width_px: null, height_px: null });
    await picture(id);
    const before = await look(id);
    assert.deepEqual(await enhance(id, 1125), { state: 'already_max', fromWidth: 900, toWidth: 900 });
    const { trace, ...after } = await look(id);
    assert.deepEqual({ ...after, trace: [] }, before);
    assert.equal(trace.at(-1), 'enhance ok already_max');
    assert.deepEqual(await readdir(dirname(library.needs.blobs.tempFile('x'))), []);
  });

  it('[I-W10] takes the largest picture inside a RAW, and renders it where that is too small', async (t) => {
    const raw = { format: 'nef', orientation: 1, width_px: 6000, height_px: 4000 } as const;
    const id = await add('large-inside.nef', Buffer.from('large inside'), raw);
    const embedded = holding({ PreviewImage: await drawnJpeg(1600, 1066), JpgFromRaw: await drawnJpeg(3000, 2000) });
    await picture(id, { embedded });
    assert.deepEqual(await enhance(id, 2560, { embedded }), { state: 'ready', fromWidth: 2048, toWidth: 2560 });
    assert.equal((await look(id)).pictures['preview']!.route, 'embedded:JpgFromRaw');
    const poor = await add('small-inside.nef', Buffer.from('small inside'), raw);
    const inside = holding({ PreviewImage: await drawnJpeg(1600, 1066) });
    await picture(poor, { embedded: inside });
    assert.deepEqual(await enhance(poor, 2000, { embedded: inside }), {
      state: 'already_max',
      fromWidth: 1600,
      toWidth: 1600,
    });
    const dng = corpusFilesFor(t).find(({ path }) => path.endsWith('examples/canon_eos_6d.dng'));
    if (!dng) return;
    const real = await library.add(dng.absolute);
    await picture(real);
    assert.equal((await look(real)).pictures['preview']!.route, 'embedded:PreviewImage');
    assert.deepEqual(await enhance(real, 1224), { state: 'ready', fromWidth: 1024, toWidth: 1224 });
    assert.equal((await look(real)).pictures['preview']!.route, 'magick');
    await picture(real);
    assert.equal((await look(real)).pictures['preview']!.width_px, 1224, 'made again it is as large');
  });

  it('fails with its reason where the original is damaged or gone, and keeps the preview', async () => {
    const id = await add('damaged.jpg', await drawnJpeg(3000, 2000));
    await picture(id);
    const before = await look(id);
    await writeFile(join(folder, 'damaged.jpg'), 'no picture any more');
    await assert.rejects(enhance(id, 2560), { code: 'picture_damaged' });
    await rm(join(folder, 'damaged.jpg'));
    await assert.rejects(enhance(id, 2560));
    const after = await look(id);
    assert.deepEqual([after.asset, after.pictures], [before.asset, before.pictures]);
    assert.equal(after.trace.filter((step) => step.startsWith('enhance failed')).length, 2);
    const never = await add('never.jpg', Buffer.from('never a picture'), { format: 'jpeg' });
    await assert.rejects(enhance(never, 2560), { code: 'picture_not_ready' });
  });

  it('gives way to pictures that were made otherwise meanwhile', async () => {
    const id = await add('meanwhile.jpg', await drawnJpeg(3000, 2000));
    await picture(id);
    const key = `${'0'.repeat(8)}-${(await look(id)).asset.checksum}`;
    const images: PictureNeeds['images'] = {
      ...library.needs.images,
      async makePictures(...ask) {
        await library.db.updateTable('asset').set({ pictures_key: key }).where('id', '=', id).execute();
        return await library.needs.images.makePictures(...ask);
      },
    };
    await assert.rejects(enhance(id, 2560, { images }), { code: 'original_changed', retry: 'retry' });
    assert.equal((await look(id)).asset.pictures_key, key);
    await enhance(id, 2560);
    assert.equal((await look(id)).pictures['preview']!.width_px, 2560);
  });
});
