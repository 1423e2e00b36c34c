import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { corpusFilesFor } from '../../../test/fixtures/corpus.ts';
import { turnedJpegXl, wideJpegXl } from '../../../test/fixtures/jpeg-xl.ts';
import { cpuTimeMs } from '../../../test/fixtures/cpu-time.ts';
import { formatById, formatOf } from '../../formats/format-of.ts';
import { type HeadFacts, noHeadFacts } from './head-facts.ts';
import { readHead } from './read-head.ts';

const HEAD_BYTES = 128 * 1024;
const EXIF = {
  IFD0: { Make: 'Canon', Model: 'EOS R5' },
  IFD2: { DateTimeOriginal: '2019:05:04 14:03:21', SubSecTimeOriginal: '50', OffsetTimeOriginal: '+02:00' },
};

async function picture(kind: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif'): Promise<Buffer> {
  const plain = sharp({ create: { width: 40, height: 30, channels: 3, background: '#246' } });
  return plain.withExif(EXIF).withMetadata({ orientation: 6 })[kind]().toBuffer();
}

const headOf = (bytes: Uint8Array, name: string): HeadFacts => {
  const found = formatOf(bytes, name);
  return found ? readHead(bytes.subarray(0, HEAD_BYTES), found.format) : noHeadFacts;
};

describe('readHead', () => {
  it('reads upright size, camera and time with its zone from what sharp writes', async () => {
    for (const kind of ['jpeg', 'webp', 'png', 'avif'] as const) {
      const facts = headOf(await picture(kind), `a.${kind}`);
      const isOwnSize = kind === 'avif'; // sharp turns the orientation into a rotation of the container
      assert.deepEqual(new Set([facts.widthPx, facts.heightPx]), new Set([30, 40]), kind);
      if (!isOwnSize) assert.deepEqual([facts.widthPx, facts.heightPx, facts.orientation], [30, 40, 6], kind);
      assert.deepEqual([facts.make, facts.model], ['Canon', 'EOS R5'], kind);
      assert.deepEqual(
        [facts.local, facts.offsetMin, facts.tag],
        ['2019-05-04T14:03:21.5', 120, 'ExifIFD:DateTimeOriginal'],
        kind,
      );
    }
  });

  it('agrees with ExifTool on the size of nearly every picture of the corpus', (t) => {
    const wrong: string[] = [];
    const pictures = corpusFilesFor(t).filter(
      (file) => file.width !== '' && /^(?:JPEG|PNG|GIF|BMP|PSD|JP2|AVIF|HEIC|JXL|.*WEBP.*)$/.test(file.filetype),
    );
    for (const file of pictures) {
      const facts = headOf(readFileSync(file.absolute).subarray(0, HEAD_BYTES), basename(file.path));
      const isTurned = Number(file.orientation) >= 5 && Number(file.orientation) <= 8;
      const isSame =
        [file.width, file.height].includes(String(facts.widthPx)) &&
        [file.width, file.height].includes(String(facts.heightPx));
      const isUpright = !isTurned || /HEIC|AVIF|JXL/.test(file.filetype) || String(facts.widthPx) === file.height;
      if (!isSame || !isUpright) wrong.push(file.path);
    }
    assert.ok(wrong.length <= 14, `${wrong.length} of ${pictures.length}:\n${wrong.join('\n')}`);
  });

  it('reads the upright size of a JPEG XL by the orientation that its decoder goes by', () => {
    const size = (bytes: Buffer): unknown => {
      const { widthPx, heightPx, orientation } = headOf(bytes, 'a.jxl');
      return [widthPx, heightPx, orientation];
    };
    assert.deepEqual(size(turnedJpegXl), [16, 24, 6]);
    assert.deepEqual(size(wideJpegXl), [16, 16, 1]);
  });

  it('finds the EXIF thumbnail where it lies in the file', (t) => {
    for (const file of corpusFilesFor(t).filter(({ filetype }) => filetype === 'JPEG')) {
      const bytes = readFileSync(file.absolute);
      const { embedded } = headOf(bytes, basename(file.path));
      if (embedded)
        assert.deepEqual([...bytes.subarray(embedded.offset, embedded.offset + 2)], [0xff, 0xd8], file.path);
    }
  });

  it('[S-054] marks AI pictures by their first bytes', (t) => {
    for (const file of corpusFilesFor(t).filter(
      ({ path }) => path.startsWith('hostile/ai/') && path.endsWith('.png'),
    )) {
      const isMarked = headOf(readFileSync(file.absolute), basename(file.path)).hasGeneration;
      assert.equal(isMarked, !/sidecar\.txt\.png/.test(file.path), file.path);
    }
  });

  it('never throws and stays bounded on cut and damaged bytes', async () => {
    const started = cpuTimeMs();
    let seed = 1;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    for (const kind of ['jpeg', 'webp', 'tiff', 'png', 'avif'] as const) {
      const bytes = await picture(kind);
      for (let round = 0; round < 300; round++) {
        const damaged = Buffer.from(bytes.subarray(0, random() % bytes.length));
        for (let i = 0; i < 8 && damaged.length > 0; i++) damaged[random() % damaged.length] = random() % 256;
        for (const id of [kind, 'jxl', 'heic', 'mp4', 'raf', 'cr3', 'gif', 'bmp', 'psd', 'jp2', 'avi'])
          readHead(damaged, formatById(id));
      }
    }
    assert.ok(cpuTimeMs() - started < 8_000);
  });

  it('costs less than 0.6 ms a JPEG', async () => {
    const bytes = Buffer.concat([await picture('jpeg'), Buffer.alloc(HEAD_BYTES)]).subarray(0, HEAD_BYTES);
    const jpeg = formatById('jpeg');
    const readings = 200;
    for (let n = 0; n < readings; n++) readHead(bytes, jpeg); // compiled by then
    const started = cpuTimeMs();
    for (let n = 0; n < readings; n++) readHead(bytes, jpeg);
    const eachMs = (cpuTimeMs() - started) / readings;
    assert.ok(eachMs < 0.6, `${eachMs} ms`);
  });
});
