import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { corpusFor } from '../../../test/fixtures/corpus.ts';
import { insertFiles, newFile } from '../../catalogue/files/file-rows.ts';
import type { AssetId } from '../../contract/ids.ts';
import { inTransaction } from '../../db/transaction.ts';
import { sampleAvi } from '../../doctor/samples/sample-avi.ts';
import { type DescribeBench, exifJpeg, openDescribeBench } from './test-describe.ts';

let bench: DescribeBench;
before(async () => {
  bench = await openDescribeBench();
});
after(() => bench[Symbol.asyncDispose]());

/** Puts a sidecar beside an asset's file and into the catalogue, as a scan does. */
async function addSidecar(assetId: AssetId, name: string, text: string): Promise<void> {
  const path = join(bench.folder, name);
  await writeFile(path, text);
  const { size, mtimeMs, ino } = await stat(path);
  const { id } = await bench.library.db
    .selectFrom('storage_root')
    .select('id')
    .where('path', '=', bench.folder)
    .executeTakeFirstOrThrow();
  const file = { assetId, rootId: id, path: basename(path), role: 'sidecar', checksum: name } as const;
  const where = { sizeBytes: size, mtimeMs: Math.floor(mtimeMs), inode: String(ino) };
  await inTransaction(bench.library.db, (tx) => insertFiles(tx, [newFile({ ...file, stat: where }, Date.now())]));
}

describe('what is described from elsewhere than tags of the file', () => {
  it('[S-056] looks into clips and keeps every field of container and streams', async () => {
    const id = await bench.add('clip.avi', sampleAvi({ widthPx: 64, heightPx: 48 }));
    await bench.run(id);
    const { asset, facts, trace } = await bench.look(id);
    const sources = (await bench.documents(id)).map(({ source }) => source);
    assert.equal(asset.metadata_state, 'ready');
    assert.ok((asset.duration_ms ?? 0) > 0 && (facts.fps ?? 0) > 0 && facts.videoCodec !== null);
    assert.deepEqual(sources, ['file', 'video']);
    assert.deepEqual(trace, ['metadata_extraction exiftool ok', 'video_probe probe ok']);
    await bench.run(id, { video: async () => undefined });
    const without = await bench.look(id);
    assert.deepEqual([without.asset.metadata_state, without.asset.metadata_code], ['degraded', 'video_tool_missing']);
    assert.ok((without.asset.duration_ms ?? 0) > 0, 'the container says it too');
  });

  it('[S-054] [S-055] reads the parameters that are hidden in the alpha channel of a PNG without any in its chunks', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const from = 'fetched/d3x-at__sd-parsers/tests/resources/parsers/AUTOMATIC1111/automatic1111_stealth.png';
    const bytes = await sharp(join(corpus, from)).png().toBuffer();
    const id = await bench.add('hidden.png', bytes);
    await bench.run(id);
    const { facts, trace, asset } = await bench.look(id);
    const [block] = facts.generation;
    assert.deepEqual([block?.tool, block?.carrier, asset.has_generation], ['forge', 'Alpha:Parameters', 1]);
    assert.ok(trace.includes('metadata_extraction alpha ok'));
    assert.ok((await bench.documents(id)).some(({ source, tags }) => source === 'alpha' && tags.includes('Steps: ')));
  });

  it('reads sidecars of every kind, and a broken one stops nothing', async () => {
    const id = await bench.add('holiday.jpg', await exifJpeg({ IFD0: { Make: 'X' } }));
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
    await bench.run(id);
    const { asset, facts, trace } = await bench.look(id);
    assert.equal(asset.metadata_state, 'ready');
    assert.deepEqual([facts.rating, facts.lat, facts.lon], [4, 1.5, 2.5]);
    assert.deepEqual([facts.capture?.local, facts.capture?.source], ['2011-02-03T04:05:06', 'sidecar']);
    assert.deepEqual([facts.generation[0]?.tool, asset.has_generation], ['a1111', 1]);
    assert.equal(trace.filter((step) => step === 'metadata_extraction sidecar ok').length, 4);
    assert.deepEqual(
      (await bench.documents(id)).map(({ source }) => source),
      ['file', 'sidecar:broken.jpg.json', 'sidecar:holiday.jpg.json', 'sidecar:holiday.txt', 'sidecar:holiday.xmp'],
    );
  });
});
