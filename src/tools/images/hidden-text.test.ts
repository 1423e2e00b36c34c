import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { corpusFor } from '../../../test/fixtures/corpus.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { readHiddenText } from './hidden-text.ts';

/** A PNG whose alpha channel hides these bytes, column by column. */
async function hide(path: string, bytes: Buffer, size: { width: number; height: number }): Promise<string> {
  const { width, height } = size;
  const pixels = Buffer.alloc(width * height * 4, 255);
  for (let i = 0; i < width * height; i++) {
    const bit = i < bytes.length * 8 ? ((bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1 : 0;
    pixels[((i % height) * width + Math.floor(i / height)) * 4 + 3] = 254 | bit;
  }
  await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(path);
  return path;
}

function marked(mark: string, body: Buffer, bits = body.length * 8): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bits);
  return Buffer.concat([Buffer.from(mark), length, body]);
}

describe('readHiddenText', () => {
  it('[S-054] reads what is hidden in the alpha channel of a real file', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const folder = 'fetched/d3x-at__sd-parsers/tests/resources/parsers/AUTOMATIC1111';
    assert.match(
      (await readHiddenText({ path: join(corpus, folder, 'automatic1111_stealth.png') })) ?? '',
      /Steps: \d+/,
    );
  });

  it('reads plain and packed text, in pictures high and flat', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'a.png');
    const text = `{"Comment": "${'ä cat '.repeat(200)}"}`;
    for (const size of [
      { width: 400, height: 512 },
      { width: 4_000, height: 20 },
    ]) {
      await hide(path, marked('stealth_pngcomp', gzipSync(text)), size);
      assert.equal(await readHiddenText({ path }), text);
      await hide(path, marked('stealth_pnginfo', Buffer.from(text)), size);
      assert.equal(await readHiddenText({ path }), text);
    }
  });

  it('finds nothing in other pictures, nor where more is promised than there is', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'b.png');
    const size = { width: 30, height: 200 };
    const bomb = gzipSync(Buffer.alloc(3_000_000));
    for (const bytes of [
      Buffer.alloc(0),
      marked('stealth_pnginfo', Buffer.from('x'), 8_000_000),
      marked('stealth_pnginfo', Buffer.from('x'), 0),
      marked('stealth_pngcomp', Buffer.from('no gzip at all')),
    ]) {
      await hide(path, bytes, size);
      assert.equal(await readHiddenText({ path }), undefined);
    }
    await hide(path, marked('stealth_pngcomp', bomb), { width: 200, height: 200 });
    assert.equal(await readHiddenText({ path }), undefined);
    await sharp({ create: { width: 9, height: 300, channels: 3, background: 'red' } })
      .png()
      .toFile(path);
    assert.equal(await readHiddenText({ path }), undefined);
  });
});
