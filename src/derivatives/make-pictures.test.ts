import assert from 'node:assert/strict';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { drawnJpeg } from '../../test/fixtures/drawn-jpeg.ts';
import { openPictureLibrary } from '../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { AppError } from '../base/errors.ts';
import type { AssetId } from '../contract/ids.ts';
import type { AssetTable, DerivativeTable } from '../db/tables/asset.ts';
import { runJob } from '../jobs/run-job.ts';
import { embeddedThumbnail } from './embedded-thumbnail.ts';
import { findPicture } from './find-picture.ts';
import { makePictures } from './make-pictures.ts';
import type { PictureNeeds } from './picture-needs.ts';

const folder = await tempFolder();
const library = await openPictureLibrary();
after(async () => {
  await library[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function add(name: string, bytes: Uint8Array, change: Partial<AssetTable> = {}): Promise<AssetId> {
  const path = join(folder.path, name);
  await writeFile(path, bytes);
  const id = await library.add(path);
  if (Object.keys(change).length > 0) await library.db.updateTable('asset').set(change).where('id', '=', id).execute();
  return id;
}

function run(assetId: AssetId, needs: Partial<PictureNeeds> = {}, attempt = 1): Promise<unknown> {
  return runJob(makePictures, { input: { assetId }, needs: { ...library.needs, ...needs }, attempt });
}

async function look(
  id: AssetId,
): Promise<{ asset: AssetTable; pictures: Record<string, DerivativeTable>; trace: string[] }> {
  const asset = await library.db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const rows = await library.db.selectFrom('derivative').selectAll().where('asset_id', '=', id).execute();
  const steps = await library.db.selectFrom('import_trace').selectAll().where('asset_id', '=', id).execute();
  return {
    asset,
    pictures: Object.fromEntries(rows.map((row) => [row.kind, row])),
    trace: steps.map(({ method, ok, code }) => [method, ok === 1 ? 'ok' : 'failed', code].filter(Boolean).join(' ')),
  };
}

/** What a RAW file holds, in place of ExifTool: tag → JPEG. */
function holding(previews: Readonly<Record<string, Buffer>>): PictureNeeds['embedded'] {
  return {
    listEmbedded: async () =>
      Object.entries(previews).map(([tag, { length }]) => ({ tag, group: 'IFD0', bytes: length })),
    extractEmbedded: async ({ tag, toFile }) => writeFile(toFile, previews[tag.slice('IFD0:'.length)]!),
  };
}

const raw = { format: 'nef', orientation: 1 } as const;

describe('derivative.pictures', () => {
  it('[I-018] says ready when all three files lie whole in their place, with trace and event', async () => {
    const id = await add('plain.jpg', await drawnJpeg(1200, 800), { width_px: null, height_px: null });
    await run(id);
    const { asset, pictures, trace } = await look(id);
    assert.deepEqual(
      [asset.pictures_state, asset.pictures_code, asset.width_px, asset.height_px],
      ['ready', null, 1200, 800],
    );
    assert.deepEqual(Object.keys(pictures).toSorted(), ['grid', 'preview', 'square']);
    assert.deepEqual(trace, ['sharp ok', 'sharp/preview ok', 'sharp/small ok']);
    for (const kind of ['preview', 'square', 'grid'] as const) {
      const found = await findPicture(library.needs, id, kind);
      const { data } = await sharp(found!.path).raw().toBuffer({ resolveWithObject: true });
      assert.equal(data.length, pictures[kind]!.width_px * pictures[kind]!.height_px * 3);
    }
    const event = await library.db.selectFrom('event').selectAll().where('subject', '=', id).executeTakeFirstOrThrow();
    assert.equal(event.type, 'asset.pictured');
    assert.deepEqual(await readdir(dirname(library.needs.blobs.tempFile('x'))), []);
  });

  it('[I-018] does not say ready, and tries again, where a file is not whole in its place', async () => {
    for (const part of [0, 0.5]) {
      const id = await add(`stored-${part}.jpg`, await drawnJpeg(300, 200));
      const { blobs } = library.needs;
      const cut: PictureNeeds['blobs'] = Object.create(blobs, {
        putFiles: {
          value: async (files: Parameters<typeof blobs.putFiles>[0]) =>
            (await blobs.putFiles(files)).map((put) => ({ ...put, bytes: Math.floor(put.bytes * part) })),
        },
      });
      await assert.rejects(run(id, { blobs: cut }), { code: 'picture_not_stored', retry: 'retry' });
      assert.equal((await look(id)).asset.pictures_state, 'waiting');
    }
  });

  it('[I-013] [I-W06] weighs all embedded previews of a RAW; a small one does not hide a large one', async () => {
    const previews = {
      PreviewImage: await drawnJpeg(640, 480),
      JpgFromRaw2: await drawnJpeg(1600, 1200),
      ThumbnailImage: await drawnJpeg(160, 120),
    };
    const id = await add('several.nef', Buffer.from('several'), raw);
    await run(id, { embedded: holding(previews) });
    const { asset, pictures, trace } = await look(id);
    assert.equal(asset.pictures_state, 'ready');
    assert.deepEqual([pictures['preview']?.route, pictures['preview']?.width_px], ['embedded:JpgFromRaw2', 1600]);
    for (const tag of ['PreviewImage', 'ThumbnailImage'])
      assert.ok(trace.includes(`embedded:IFD0:${tag} failed too_small`), tag);
  });

  it('[I-013] [I-W06] takes of two good previews the one with more to see, not the one with more bytes', async () => {
    const noise = Buffer.from(Array.from({ length: 900 * 600 * 3 }, (_, i) => (i * 7_919) % 251));
    const small = await sharp(noise, { raw: { width: 900, height: 600, channels: 3 } })
      .jpeg({ quality: 95 })
      .toBuffer();
    const large = await drawnJpeg(1600, 1200);
    assert.ok(small.length > large.length);
    const id = await add('two.nef', Buffer.from('two'), raw);
    await run(id, { embedded: holding({ PreviewImage: small, OtherImage: large }) });
    assert.equal((await look(id)).pictures['preview']?.route, 'embedded:OtherImage');
  });

  it('[I-031] says of a RAW that ExifTool was missing, not that it has no preview, and does better once it is there', async () => {
    const missing = new AppError('metadata_tool_missing', 'No perl', { retry: { afterMs: 60_000 } });
    const none: PictureNeeds['embedded'] = {
      listEmbedded: () => Promise.reject(missing),
      extractEmbedded: () => Promise.reject(missing),
    };
    const id = await add('toolless.nef', Buffer.from('toolless'), raw);
    await assert.rejects(run(id, { embedded: none }), { code: 'metadata_tool_missing' });
    const { asset } = await look(id);
    assert.deepEqual([asset.pictures_state, asset.pictures_code], ['failed', 'metadata_tool_missing']);
    await run(id, { embedded: holding({ PreviewImage: await drawnJpeg(1600, 1200) }) });
    const again = (await look(id)).asset;
    assert.deepEqual([again.pictures_state, again.pictures_code], ['ready', null]);
  });

  it('[I-W07] [I-052] applies the RAW’s orientation to previews of any size, large ones are scaled', async () => {
    for (const [width, height] of [
      [1200, 800],
      [3000, 2000],
    ] as const) {
      const id = await add(`turned-${width}.nef`, Buffer.from(`turned ${width}`), {
        ...raw,
        orientation: 6,
        width_px: 4000,
        height_px: 6000,
      });
      await run(id, { embedded: holding({ PreviewImage: await drawnJpeg(width, height) }) });
      const preview = (await look(id)).pictures['preview']!;
      assert.deepEqual([preview.width_px, preview.height_px], width > 2048 ? [1365, 2048] : [800, 1200]);
    }
    const id = await add('upright.nef', Buffer.from('upright'), {
      ...raw,
      orientation: 6,
      width_px: 4000,
      height_px: 6000,
    });
    await run(id, { embedded: holding({ PreviewImage: await drawnJpeg(800, 1200) }) });
    assert.equal((await look(id)).pictures['preview']?.height_px, 1200);
  });

  it('[I-014] [I-031] [I-051] renders a RAW without a usable preview, and takes a small preview when that fails', async () => {
    const id = await add('small.nef', Buffer.from('small'), raw);
    await run(id, { embedded: holding({ ThumbnailImage: await drawnJpeg(300, 200) }) });
    const { asset, pictures, trace } = await look(id);
    assert.equal(asset.pictures_state, 'degraded');
    assert.equal(pictures['preview']?.route, 'embedded:ThumbnailImage');
    const tried = trace.filter((step) => step.startsWith('magick'));
    assert.deepEqual(tried, [`magick failed ${asset.pictures_code}`]);
  });

  it('[I-W09] ends without pictures as "none" with a reason, not as ready and not in a retry loop', async () => {
    const id = await add('empty.nef', Buffer.from('empty'), raw);
    await run(id, { embedded: holding({}) });
    const { asset, pictures } = await look(id);
    assert.deepEqual([asset.pictures_state, asset.pictures_code, Object.keys(pictures)], ['none', 'no_preview', []]);
  });

  it('[I-012] makes the pictures of a JPEG from its own picture, whatever thumbnail lies in it', async () => {
    const thumbnail = await sharp({ create: { width: 2400, height: 1600, channels: 3, background: '#f00' } })
      .jpeg()
      .toBuffer();
    const own = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#00f' } })
      .jpeg()
      .toBuffer();
    const id = await add('other-inside.jpg', Buffer.concat([own, thumbnail]), {
      embedded_offset: own.length,
      embedded_bytes: thumbnail.length,
    });
    await run(id);
    assert.equal((await look(id)).pictures['preview']?.route, 'sharp');
    const { path } = (await findPicture(library.needs, id, 'preview'))!;
    const { channels } = await sharp(path).stats();
    assert.ok(channels[2]!.mean > 200 && channels[0]!.mean < 50, 'it shows the thumbnail');
  });

  it('[I-017] keeps the EXIF thumbnail, upright, before and instead of real pictures', async () => {
    const thumbnail = await drawnJpeg(160, 120);
    const bytes = Buffer.concat([Buffer.from('not a picture '), thumbnail]);
    const place = { format: 'jpeg', orientation: 6, embedded_offset: 14, embedded_bytes: thumbnail.length } as const;
    const id = await add('broken.jpg', bytes, place);
    const shown = await sharp(await embeddedThumbnail(library.db, id))
      .autoOrient()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([shown.info.width, shown.info.height], [120, 160]);
    await run(id);
    const { asset, pictures } = await look(id);
    assert.deepEqual([asset.pictures_state, asset.pictures_code], ['degraded', 'picture_damaged']);
    assert.deepEqual([pictures['preview']?.route, pictures['preview']?.width_px], ['exif-thumbnail', 120]);
    const lying = await add('lying.jpg', Buffer.from('lies only'), { ...place, embedded_offset: 900 });
    assert.equal(await embeddedThumbnail(library.db, lying), undefined);
    await assert.rejects(run(lying), { code: 'picture_damaged' });
    assert.equal((await look(lying)).asset.pictures_state, 'failed');
  });

  it('keeps the trace of every try, lets the engine try again what may go away, and ends after the last', async () => {
    const id = await add('busy.jpg', await drawnJpeg(64, 64));
    const away = new AppError('decoder_unavailable', 'not now', { retry: { afterMs: 5 } });
    const images = { ...library.needs.images, makePictures: () => Promise.reject(away) };
    await assert.rejects(run(id, { images }, 1), { code: 'decoder_unavailable', retry: { afterMs: 5 } });
    assert.equal((await look(id)).asset.pictures_state, 'waiting');
    await assert.rejects(run(id, { images }, 4), { code: 'decoder_unavailable', retry: 'give-up' });
    const { asset, trace } = await look(id);
    assert.deepEqual([asset.pictures_state, asset.pictures_code], ['failed', 'decoder_unavailable']);
    assert.equal(trace.filter((step) => step === 'sharp failed decoder_unavailable').length, 2);
  });

  it('does not pass the pictures of changed bytes off as those of the known content', async () => {
    const id = await add('changing.jpg', await drawnJpeg(64, 48));
    await appendFile(join(folder.path, 'changing.jpg'), 'more');
    await assert.rejects(run(id), { code: 'original_changed', retry: { afterMs: 60_000 } });
    const { asset, pictures } = await look(id);
    assert.deepEqual([asset.pictures_state, Object.keys(pictures)], ['waiting', []]);
  });

  it('[S-103] leaves a clip waiting for a video tool, however often it was looked for', async () => {
    const clip = Buffer.from('0000001466747970717420200000000071742020000000086d6f6f76', 'hex');
    const id = await add('waiting.mov', clip, { kind: 'video', format: 'mov' });
    for (const attempt of [1, 9]) {
      await assert.rejects(run(id, { video: async () => undefined }, attempt), {
        code: 'video_tool_missing',
        retry: { service: 'tool:video' },
      });
    }
    assert.equal((await look(id)).asset.pictures_state, 'waiting');
  });
});
