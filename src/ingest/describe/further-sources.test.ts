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
async function addSidecar(assetId: AssetId, name: string, text: string | Uint8Array): Promise<void> {
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
    assert.deepEqual([asset.metadata_state, asset.metadata_code], ['degraded', 'sidecar_damaged']);
    assert.equal(asset.metadata_message, 'broken.jpg.json: No whole JSON');
    assert.deepEqual([facts.rating, facts.lat, facts.lon], [4, 1.5, 2.5]);
    assert.deepEqual([facts.capture?.local, facts.capture?.source], ['2011-02-03T04:05:06', 'sidecar']);
    assert.deepEqual([facts.generation[0]?.tool, asset.has_generation], ['a1111', 1]);
    assert.equal(trace.filter((step) => step === 'metadata_extraction sidecar ok').length, 3);
    assert.ok(trace.includes('metadata_extraction sidecar failed sidecar_damaged'));
    assert.deepEqual(
      (await bench.documents(id)).map(({ source }) => source),
      ['file', 'sidecar:broken.jpg.json', 'sidecar:holiday.jpg.json', 'sidecar:holiday.txt', 'sidecar:holiday.xmp'],
    );
  });

  /** XMP with a rating and a title; `begin`: what its packet begins with, undefined without a packet. */
  function xmpOf(begin?: string): string {
    const [start, end] =
      begin === undefined
        ? ['', '']
        : [`<?xpacket begin="${begin}" id="W5M0MpCehiHzreSzNTczkc9d"?>`, '<?xpacket end="w"?>'];
    return `${start}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Gr\u00fc\u00dfe</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>${end}`;
  }

  it('[S-054] reads XMP in every encoding of Unicode that a byte order mark names, and Takeout too', async () => {
    const wide = (text: string, isBig: boolean): Buffer => {
      const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
      return isBig ? bytes.swap16() : bytes;
    };
    for (const [index, begin] of [undefined, '', '\uFEFF'].entries())
      for (const bytes of [wide(xmpOf(begin), false), wide(xmpOf(begin), true), Buffer.from(`\uFEFF${xmpOf(begin)}`)]) {
        const name = `wide-${index}-${bytes[0]}`;
        const id = await bench.add(`${name}.jpg`, await exifJpeg({ IFD0: { Make: 'X' } }));
        await addSidecar(id, `${name}.xmp`, bytes);
        await bench.run(id);
        const { asset, facts } = await bench.look(id);
        assert.deepEqual(
          [name, facts.rating, facts.title, asset.metadata_state],
          [name, 4, 'Gr\u00fc\u00dfe', 'ready'],
        );
      }
    const id = await bench.add('takeout.jpg', await exifJpeg({ IFD0: { Make: 'X' } }));
    await addSidecar(id, 'takeout.jpg.json', wide('{"title": "takeout.jpg", "description": "Gr\u00fc\u00dfe"}', false));
    await bench.run(id);
    assert.equal((await bench.look(id)).facts.description, 'Gr\u00fc\u00dfe');
  });

  it('[M-W23] dates an edited copy of Takeout by the sidecar of its original, unless it has its own', async () => {
    const taken = (timestamp: number) => JSON.stringify({ title: 'x', photoTakenTime: { timestamp: `${timestamp}` } });
    const original = await bench.add('park.jpg', await exifJpeg({ IFD0: { Make: 'X' } }));
    await addSidecar(original, 'park.jpg.json', taken(1_500_000_000));
    const copy = await bench.add('park-edited.jpg', await exifJpeg({ IFD0: { Make: 'X' } }));
    const captured = async (): Promise<unknown> => {
      await bench.run(copy);
      const { capture } = (await bench.look(copy)).facts;
      return [capture?.local, capture?.source];
    };
    assert.deepEqual(await captured(), ['2017-07-14T02:40:00', 'takeout']);
    await addSidecar(copy, 'park-edited.jpg.json', taken(1_600_000_000));
    assert.deepEqual(await captured(), ['2020-09-13T12:26:40', 'takeout']);
  });

  it('says with the asset which sidecar is cut off or too large, and uses what could be read', async () => {
    const cases = [
      ['cut.xmp', xmpOf('').slice(0, -60), 'sidecar_damaged'],
      ['page.xmp', '<html><body>No such file</body></html>', 'sidecar_damaged'],
      ['large.txt', 'a lighthouse '.repeat(100_000), 'sidecar_too_large'],
      ['padded.xmp', xmpOf('') + ' '.repeat(1_200_000), null],
    ] as const;
    for (const [name, text, code] of cases) {
      const id = await bench.add(`${name}.jpg`, await exifJpeg({ IFD0: { Make: 'X' } }));
      await addSidecar(id, name, text);
      await bench.run(id);
      const { asset, facts } = await bench.look(id);
      assert.deepEqual([name, asset.metadata_code, asset.metadata_state], [name, code, code ? 'degraded' : 'ready']);
      if (code) assert.ok(asset.metadata_message?.startsWith(`${name}: `));
      assert.equal(facts.cameraMake, 'X');
    }
  });
});
