import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { cpuTimeMs } from '../../test/fixtures/cpu-time.ts';
import { corpusFilesFor } from '../../test/fixtures/corpus.ts';
import { headOf } from '../../test/fixtures/head-of.ts';
import { formatById, formatOf } from './format-of.ts';
import { formats } from './registry.ts';

const HEAD_BYTES = 128 * 1024;

/** ExifTool's file type → ours. */
const EXPECTED: Readonly<Record<string, string | undefined>> = {
  JPEG: 'jpeg',
  PNG: 'png',
  GIF: 'gif',
  TIFF: 'tiff',
  BMP: 'bmp',
  WEBP: 'webp',
  'Extended WEBP': 'webp',
  'WEBP (lossless)': 'webp',
  AVIF: 'avif',
  HEIC: 'heic',
  HEIF: 'heic',
  JXL: 'jxl',
  'JXL Codestream': 'jxl',
  JP2: 'jp2',
  PSD: 'psd',
  SVG: 'svg',
  CR2: 'cr2',
  CR3: 'cr3',
  CRW: 'crw',
  DNG: 'dng',
  IIQ: 'iiq',
  MRW: 'mrw',
  NEF: 'nef',
  RAF: 'raf',
  'RAF (M-RAW)': 'raf',
  RW2: 'rw2',
  X3F: 'x3f',
  MP4: 'mp4',
  MOV: 'mov',
  MKV: 'mkv',
  WEBM: 'webm',
  AVI: 'avi',
  M2TS: 'mts',
  MPEG: 'mpeg',
  WMV: 'wmv',
  OGV: 'ogv',
  DV: 'dv',
  XMP: 'xmp',
  AAE: 'aae',
  JSON: 'takeout-json',
  // A container with sound only: that it holds no picture is known after the probe, not by its first bytes.
  M4A: 'mp4',
  MKA: 'mkv',
  // Neither picture, clip nor sidecar (and '' = ExifTool cannot tell: empty, zeros, garbage).
  '': undefined,
  CSV: undefined,
  EXV: undefined,
  HTML: undefined,
  TXT: undefined,
  XML: undefined,
};

const LIBAVIF = 'fetched/AOMediaCodec__libavif/tests/data';
const SEQUENCE = ['avis', 'an animation has other pictures inside than a still'] as const;

/** Where we say something else than ExifTool, and why. */
const DEVIATIONS: Readonly<Record<string, readonly [format: string, why: string]>> = {
  'fetched/evanoberholster__imagemeta/testImages/AVIF.avif': ['avif', 'brand mif1, but the compatible brand names AV1'],
  [`${LIBAVIF}/colors-animated-12bpc-keyframes-0-2-3.avif`]: SEQUENCE,
  [`${LIBAVIF}/colors-animated-8bpc-alpha-exif-xmp.avif`]: SEQUENCE,
  [`${LIBAVIF}/colors-animated-8bpc-audio.avif`]: SEQUENCE,
  [`${LIBAVIF}/colors-animated-8bpc-depth-exif-xmp.avif`]: SEQUENCE,
  [`${LIBAVIF}/colors-animated-8bpc.avif`]: SEQUENCE,
  [`${LIBAVIF}/poc_b_506387278.avif`]: SEQUENCE,
  'hostile/ai/sidecar.txt.txt': ['prompt-txt', 'text beside a picture is a sidecar here'],
  'hostile/bomb/billion-laughs.svg': ['svg', 'its root element is svg, behind a document type'],
  'hostile/svg/xxe.svg': ['svg', 'its root element is svg, behind a document type'],
  'hostile/bomb/billion-laughs.xmp': ['xmp', 'XML named .xmp: its reader refuses it, not the type'],
  'fetched/Exiv2__exiv2/test/data/issue_1821_poc.xmp': ['xmp', 'begins as a packet; broken behind it'],
  'fetched/Exiv2__exiv2/test/data/coverage_xmpsidecar_isXmpType.xmp': ['xmp', 'an empty packet'],
};

describe('formatOf', () => {
  it('[I-011] [I-W08] [S-035] tells every corpus file by its content as ExifTool does, each deviation explained', (t) => {
    for (const file of corpusFilesFor(t)) {
      const found = formatOf(headOf(file.absolute), basename(file.path))?.format.id;
      assert.equal(found, DEVIATIONS[file.path]?.[0] ?? EXPECTED[file.filetype], `${file.path} (${file.filetype})`);
    }
  });

  it('takes a packed SVG for one by its name, and no other packed file', () => {
    const packed = Buffer.from('1f8b0800000000000003', 'hex');
    assert.deepEqual(
      ['a.svgz', 'a.gz', 'a.svg'].map((name) => formatOf(packed, name)?.format.id),
      ['svg', undefined, undefined],
    );
  });

  it('[I-W08] records the extension that does not fit the content', async () => {
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    assert.deepEqual(pick(png, 'a.jpg'), ['png', 'jpg']);
    assert.deepEqual(pick(png, 'a.CR2'), ['png', 'cr2']);
    assert.deepEqual(pick(png, 'a.PNG'), ['png', null]);
    assert.deepEqual(pick(png, 'no-extension'), ['png', null]);
    assert.deepEqual(pick(png, '.hidden'), ['png', null]);
  });

  it('tells TIFF-based RAW families by maker, sensor data and extension', () => {
    assert.deepEqual(pick(tiffBytes({ make: 'NIKON CORPORATION', photometric: 32803 }), 'a.nef'), ['nef', null]);
    assert.deepEqual(pick(tiffBytes({ make: 'NIKON CORPORATION', photometric: 32803 }), 'a.nrw'), ['nrw', null]);
    assert.deepEqual(pick(tiffBytes({ make: 'NIKON CORPORATION', photometric: 32803 }), 'a.tif'), ['nef', 'tif']);
    assert.deepEqual(pick(tiffBytes({ make: 'NIKON CORPORATION', photometric: 2 }), 'a.tif'), ['tiff', null]);
    assert.deepEqual(pick(tiffBytes({ make: 'Canon', photometric: 2 }), 'a.arw'), ['tiff', 'arw']);
    assert.deepEqual(pick(tiffBytes({ make: 'SONY', photometric: 32803 }), 'a.sr2'), ['sr2', null]);
    assert.deepEqual(pick(tiffBytes({ make: '', photometric: 2 }), 'a.nef'), ['tiff', 'nef'], 'only its name is a RAW');
    assert.deepEqual(pick(tiffBytes({ make: '', photometric: 32803 }), 'a.nef'), ['nef', null]);
    assert.deepEqual(pick(Buffer.from('II*\0\u0000\u0000\u0010\u0000 padding', 'latin1'), 'a.nef'), ['nef', null]);
    assert.deepEqual(pick(tiffBytes({ make: 'SONY', photometric: 32803, isDng: true }), 'a.arw'), ['dng', 'arw']);
    assert.deepEqual(pick(tiffBytes({ make: 'GoPro', photometric: 32803, isDng: true }), 'a.gpr'), ['gpr', null]);
  });

  it('tells tapes of camcorders, and Ogg with pictures from Ogg with sound', () => {
    const ogg = (stream: string): Buffer => Buffer.from(`OggS${'\0'.repeat(24)}${stream}`, 'latin1');
    assert.deepEqual(pick(ogg('\x80theora\x03'), 'a.ogv'), ['ogv', null]);
    assert.deepEqual(pick(ogg('\x01vorbis'), 'a.ogg'), [undefined, undefined]);
    const tape = Buffer.alloc(160, 0xff);
    tape.set([0x1f, 0x07, 0x00, 0xbf]);
    tape.set([0x3f, 0x07, 0x00, 0x8f], 80);
    assert.deepEqual(pick(tape, 'a.dv'), ['dv', null]);
    assert.deepEqual(pick(tape.fill(0, 80), 'a.dv'), [undefined, undefined]);
  });

  it('answers within a bound for garbage, cut files and endless structures', () => {
    const loop = tiffBytes({ make: 'X', photometric: 1 });
    loop.writeUInt32LE(8, loop.length - 4);
    const comments = Buffer.from(`<!---->`.repeat(20_000));
    const cases = [
      Buffer.alloc(0),
      Buffer.from([0xff]),
      Buffer.from('II*\0'),
      Buffer.alloc(HEAD_BYTES, 0xff),
      loop,
      comments,
    ];
    const started = cpuTimeMs();
    for (const bytes of cases) for (const name of ['a.nef', 'a.svg', '', '.', 'a.']) formatOf(bytes, name);
    assert.ok(cpuTimeMs() - started < 500);
  });

  it('calls text without a sidecar extension, documents and archives no media', () => {
    for (const text of ['hello', '%PDF-1.7', 'PK\u0003\u0004', '<html></html>', '{"a":1}']) {
      assert.equal(formatOf(Buffer.from(text), 'a.jpg'), undefined, text);
    }
  });
});

describe('formatById', () => {
  it('finds every format by its own id', () => {
    assert.equal(new Set(formats.map((format) => format.id)).size, formats.length);
    for (const format of formats) assert.equal(formatById(format.id), format);
  });

  it('refuses an id it does not know', () => {
    assert.throws(() => formatById('nope'), { code: 'unknown_format' });
  });
});

function pick(bytes: Uint8Array, name: string): [string | undefined, string | null | undefined] {
  const found = formatOf(bytes, name);
  return [found?.format.id, found?.mismatch];
}

/** A little-endian TIFF header with the entries that tell RAW families apart. */
function tiffBytes(options: { make: string; photometric: number; isDng?: boolean }): Buffer {
  const bytes = Buffer.alloc(200);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  const entries = [
    [0x0106, 3, 1, options.photometric],
    [0x010f, 2, options.make.length + 1, 120],
    ...(options.isDng ? [[0xc612, 1, 4, 0x0401]] : []),
  ] as const;
  bytes.writeUInt16LE(entries.length, 8);
  for (const [i, [tag = 0, type = 0, count = 0, value = 0]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 10 + i * 12);
    bytes.writeUInt16LE(type, 12 + i * 12);
    bytes.writeUInt32LE(count, 14 + i * 12);
    bytes.writeUInt32LE(value, 18 + i * 12);
  }
  bytes.write(options.make, 120, 'latin1');
  return bytes;
}
