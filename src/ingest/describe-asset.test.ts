import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { corpusFor } from '../../test/fixtures/corpus.ts';
import { openPictureLibrary, type PictureLibrary } from '../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { systemClock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { allTraces } from '../catalogue/traces/add-trace.ts';
import { insertFiles, newFile } from '../catalogue/files/file-rows.ts';
import { AssetFacts, emptyFacts } from '../contract/asset-facts.ts';
import type { AssetId } from '../contract/ids.ts';
import type { AssetTable } from '../db/tables/asset.ts';
import { inTransaction } from '../db/transaction.ts';
import { sampleAvi } from '../doctor/samples/sample-avi.ts';
import { runJob } from '../jobs/run-job.ts';
import type { ExifTool } from '../tools/exiftool/exiftool.ts';
import { openExifTool } from '../tools/exiftool/open-exiftool.ts';
import { openVideo } from '../tools/video/open-video.ts';
import { describeAsset } from './describe-asset.ts';
import type { DescribeNeeds } from './describe/describe-needs.ts';

const folder = await tempFolder();
const settings = { timeoutMs: 20_000, processes: 1, clock: systemClock, log: silentLog } as const;
const exiftool: ExifTool = openExifTool({ ...settings, mode: 'full' });
const opened = openVideo({ engine: 'auto', ffmpeg: '', ffprobe: '', size: 1, idleMs: 1_000, log: silentLog });
let library: PictureLibrary;
let needs: DescribeNeeds;
before(async () => {
  library = await openPictureLibrary();
  needs = {
    db: library.db,
    services: library.services,
    clock: systemClock,
    tags: exiftool,
    images: library.images,
    traces: () => allTraces,
    video: async () => (await opened).video,
  };
});
after(async () => {
  await library[Symbol.asyncDispose]();
  await exiftool[Symbol.asyncDispose]();
  await (await opened).video?.[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

let seed = 0;
function jpeg(exif: Parameters<ReturnType<typeof sharp>['withExif']>[0]): Promise<Buffer> {
  const background = { r: (seed += 11) % 256, g: (seed * 5) % 256, b: 120 };
  return sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .withExif(exif)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

async function add(name: string, bytes: Uint8Array): Promise<AssetId> {
  const path = join(folder.path, name);
  await writeFile(path, bytes);
  return await library.add(path);
}

/** Puts a sidecar beside an asset's file and into the catalogue, as a scan does. */
async function addSidecar(assetId: AssetId, name: string, text: string): Promise<void> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  const { size, mtimeMs, ino } = await stat(path);
  const { id } = await library.db
    .selectFrom('storage_root')
    .select('id')
    .where('path', '=', folder.path)
    .executeTakeFirstOrThrow();
  const file = { assetId, rootId: id, path: basename(path), role: 'sidecar', checksum: name } as const;
  const where = { sizeBytes: size, mtimeMs: Math.floor(mtimeMs), inode: String(ino) };
  await inTransaction(library.db, (tx) => insertFiles(tx, [newFile({ ...file, stat: where }, Date.now())]));
}

const run = (assetId: AssetId, change: Partial<DescribeNeeds> = {}, attempt = 1): Promise<unknown> =>
  runJob(describeAsset, { input: { assetId }, needs: { ...needs, ...change }, attempt });

async function look(id: AssetId): Promise<{ asset: AssetTable; facts: AssetFacts; trace: readonly string[] }> {
  const asset = await library.db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const steps = await library.db
    .selectFrom('import_trace')
    .selectAll()
    .where('asset_id', '=', id)
    .orderBy('step')
    .execute();
  const trace = steps.map(({ type, method, ok, code }) =>
    [type, method, ok === 1 ? 'ok' : 'failed', code].filter(Boolean).join(' '),
  );
  return { asset, facts: AssetFacts.parse(JSON.parse(asset.facts ?? 'null') ?? emptyFacts), trace };
}

const documents = (id: AssetId): Promise<{ source: string; tool: string; tags: string }[]> =>
  library.db
    .selectFrom('metadata_document')
    .select(['source', 'tool', 'tags'])
    .where('asset_id', '=', id)
    .orderBy('source')
    .execute();

const TAKEN = {
  IFD0: { Make: 'Canon', Model: 'Canon EOS R5' },
  IFD2: { DateTimeOriginal: '2019:05:04 14:03:21', OffsetTimeOriginal: '+02:00' },
};

describe('ingest.describe', () => {
  it('[I-W22] [I-S11] [S-057] records facts, sorting columns, raw tags, trace and event in one step', async () => {
    const id = await add('IMG_1.jpg', await jpeg(TAKEN));
    await run(id);
    const { asset, facts, trace } = await look(id);
    assert.deepEqual([asset.metadata_state, asset.metadata_method, asset.metadata_code], ['ready', 'exiftool', null]);
    assert.equal(asset.sort_ms, Date.UTC(2019, 4, 4, 14, 3, 21));
    assert.deepEqual([asset.width_px, asset.height_px, asset.offset_min, asset.camera], [30, 40, 120, 'Canon EOS R5']);
    assert.deepEqual([asset.captured_source, asset.captured_confidence], ['exif', 'sure']);
    assert.equal(facts.sources['cameraModel'], 'IFD0:Model');
    assert.deepEqual(trace, ['metadata_extraction exiftool ok']);
    const [document] = await documents(id);
    assert.match(document?.tags ?? '', /"IFD0:Model":"Canon EOS R5"/);
    const event = await library.db.selectFrom('event').selectAll().where('subject', '=', id).executeTakeFirstOrThrow();
    assert.equal(event.type, 'asset.described');
  });

  it('[S-014] [S-110] keeps older readings as history and adds none when nothing changed', async () => {
    const id = await add('IMG_2.jpg', await jpeg(TAKEN));
    await run(id);
    await run(id);
    assert.equal((await documents(id)).length, 1);
    const other: DescribeNeeds['tags'] = {
      readTags: async (path) => {
        const reading = await exiftool.readTags(path);
        return { ...reading, tags: { ...reading.tags, 'XMP-dc:Title': 'Later' } };
      },
    };
    await run(id, { tags: other });
    assert.equal((await documents(id)).length, 2);
    assert.equal((await look(id)).facts.title, 'Later');
  });

  it('[I-W23] [I-029] [I-030] keeps a failure of metadata apart from pictures, fails with its code, and clears it on success', async () => {
    const id = await add('IMG_3.jpg', await jpeg(TAKEN));
    const failing: DescribeNeeds['tags'] = {
      readTags: () => Promise.reject(new AppError('metadata_timeout', 'too slow')),
    };
    await assert.rejects(run(id, { tags: failing }), { code: 'metadata_timeout', retry: 'give-up' });
    const failed = await look(id);
    assert.deepEqual(
      [failed.asset.metadata_state, failed.asset.metadata_code, failed.asset.metadata_method],
      ['failed', 'metadata_timeout', 'none'],
    );
    assert.deepEqual([failed.asset.pictures_state, failed.asset.pictures_code], ['waiting', null]);
    assert.equal(failed.asset.sort_ms, Date.UTC(2019, 4, 4, 14, 3, 21), 'what the first bytes told stays');
    assert.deepEqual(failed.trace, ['metadata_extraction exiftool failed metadata_timeout']);
    await run(id);
    const { asset } = await look(id);
    assert.deepEqual([asset.metadata_state, asset.metadata_code, asset.metadata_message], ['ready', null, null]);
  });

  it('lets the engine try again what may go away, a finite number of times', async () => {
    const id = await add('IMG_4.jpg', await jpeg(TAKEN));
    const away: DescribeNeeds['tags'] = {
      readTags: () => Promise.reject(new AppError('disk_error', 'EIO', { retry: 'retry' })),
    };
    await assert.rejects(run(id, { tags: away }), { code: 'disk_error' });
    assert.equal((await look(id)).asset.metadata_state, 'waiting');
    await assert.rejects(run(id, { tags: away }, 4), { code: 'disk_error', retry: 'give-up' });
    assert.deepEqual(
      [(await look(id)).asset.metadata_state, (await look(id)).asset.metadata_code],
      ['failed', 'disk_error'],
    );
  });

  it('[I-046] [I-W29] marks what the built-in reader read, and has it read again once ExifTool works', async () => {
    const id = await add('IMG_5.jpg', await jpeg(TAKEN));
    await using broken = openExifTool({ ...settings, mode: 'fast', path: join(folder.path, 'no-such-tool') });
    await run(id, { tags: broken });
    const fallen = await look(id);
    assert.deepEqual(
      [fallen.asset.metadata_state, fallen.asset.metadata_method, fallen.asset.metadata_code],
      ['degraded', 'fallback', 'metadata_tool_missing'],
    );
    assert.equal(fallen.facts.capture?.local, '2019-05-04T14:03:21');
    assert.deepEqual([fallen.asset.width_px, fallen.asset.height_px], [30, 40]);
    await run(await add('IMG_6.jpg', await jpeg(TAKEN)));
    assert.equal((await look(id)).asset.metadata_state, 'waiting');
  });

  it('[S-056] looks into clips and keeps every field of container and streams', async () => {
    const id = await add('clip.avi', sampleAvi({ widthPx: 64, heightPx: 48 }));
    await run(id);
    const { asset, facts, trace } = await look(id);
    const sources = (await documents(id)).map(({ source }) => source);
    assert.equal(asset.metadata_state, 'ready');
    assert.ok((asset.duration_ms ?? 0) > 0 && (facts.fps ?? 0) > 0 && facts.videoCodec !== null);
    assert.deepEqual(sources, ['file', 'video']);
    assert.deepEqual(trace, ['metadata_extraction exiftool ok', 'video_probe probe ok']);
    await run(id, { video: async () => undefined });
    const without = await look(id);
    assert.deepEqual([without.asset.metadata_state, without.asset.metadata_code], ['degraded', 'video_tool_missing']);
    assert.ok((without.asset.duration_ms ?? 0) > 0, 'the container says it too');
  });

  it('[S-054] [S-055] reads the parameters that are hidden in the alpha channel of a PNG without any in its chunks', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const from = 'fetched/d3x-at__sd-parsers/tests/resources/parsers/AUTOMATIC1111/automatic1111_stealth.png';
    const bytes = await sharp(join(corpus, from)).png().toBuffer();
    const id = await add('hidden.png', bytes);
    await run(id);
    const { facts, trace, asset } = await look(id);
    const [block] = facts.generation;
    assert.deepEqual([block?.tool, block?.carrier, asset.has_generation], ['forge', 'Alpha:Parameters', 1]);
    assert.ok(trace.includes('metadata_extraction alpha ok'));
    assert.ok((await documents(id)).some(({ source, tags }) => source === 'alpha' && tags.includes('Steps: ')));
  });

  it('reads sidecars of every kind, and a broken one stops nothing', async () => {
    const id = await add('holiday.jpg', await jpeg({ IFD0: { Make: 'X' } }));
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4" xmp:CreateDate="2011-02-03T04:05:06"/></rdf:RDF></x:xmpmeta>`;
    await addSidecar(id, 'holiday.xmp', xmp);
    await addSidecar(
      id,
      'holiday.jpg.json',
      JSON.stringify({
        title: 'holiday.jpg',
        photoTakenTime: { timestamp: '1296705906' },
        geoData: { latitude: 1.5, longitude: 2.5, altitude: 0 },
      }),
    );
    await addSidecar(id, 'holiday.txt', 'a lighthouse\nNegative prompt: rain\nSteps: 20, Sampler: Euler');
    await addSidecar(id, 'broken.jpg.json', '{"title": "x", "photoTakenTime": {');
    await run(id);
    const { asset, facts, trace } = await look(id);
    assert.equal(asset.metadata_state, 'ready');
    assert.deepEqual([facts.rating, facts.lat, facts.lon], [4, 1.5, 2.5]);
    assert.deepEqual([facts.capture?.local, facts.capture?.source], ['2011-02-03T04:05:06', 'sidecar']);
    assert.deepEqual([facts.generation[0]?.tool, asset.has_generation], ['a1111', 1]);
    assert.equal(trace.filter((step) => step === 'metadata_extraction sidecar ok').length, 4);
    assert.deepEqual(
      (await documents(id)).map(({ source }) => source),
      ['file', 'sidecar:broken.jpg.json', 'sidecar:holiday.jpg.json', 'sidecar:holiday.txt', 'sidecar:holiday.xmp'],
    );
  });

  it('drops what was read of other content than the asset has now', async () => {
    const id = await add('IMG_7.jpg', await jpeg(TAKEN));
    const meanwhile: DescribeNeeds['tags'] = {
      readTags: async (path) => {
        await library.db
          .updateTable('asset')
          .set({ checksum: `new-${id}` })
          .where('id', '=', id)
          .execute();
        return exiftool.readTags(path);
      },
    };
    await assert.rejects(run(id, { tags: meanwhile }), { code: 'original_changed' });
    assert.deepEqual([(await look(id)).asset.metadata_state, (await documents(id)).length], ['waiting', 0]);
  });
});
