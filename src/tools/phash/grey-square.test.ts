import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { greySquare } from './grey-square.ts';
import { PHASH_SIDE_PX, phash64, phashDistance } from './phash64.ts';

const side = { width: PHASH_SIDE_PX, height: PHASH_SIDE_PX };

describe('greySquare', () => {
  for (const [width, height] of [
    [64, 43],
    [48, 64],
    [64, 64],
  ] as const) {
    it(`leads to the hash that the picture library's pixels lead to, at ${width} × ${height}`, async () => {
      const svg = `<svg width="${width}" height="${height}"><rect width="60%" height="40%" fill="#c84"/><circle cx="70%" cy="60%" r="25%" fill="#28c"/><rect y="80%" width="30%" height="20%" fill="#fff"/></svg>`;
      const image = sharp(Buffer.from(svg)).flatten({ background: '#444' });
      const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
      const theirs = await sharp(data, { raw: info })
        .resize({ ...side, fit: 'fill' })
        .greyscale()
        .raw()
        .toBuffer();
      assert.ok(phashDistance(phash64(greySquare({ data, raw: info })), phash64(theirs)) <= 4);
    });
  }

  it('keeps where light and dark are', () => {
    const data = new Uint8Array(64 * 64).map((_, i) => (i % 64 < 32 ? 0 : 200));
    const square = greySquare({ data, raw: { width: 64, height: 64, channels: 1 } });
    assert.equal(square[5 * PHASH_SIDE_PX + 15], 0);
    assert.equal(square[5 * PHASH_SIDE_PX + 16], 200);
  });

  it('spreads a single pixel over the whole square', () => {
    const square = greySquare({ data: Uint8Array.of(90), raw: { width: 1, height: 1, channels: 1 } });
    assert.ok(square.every((value) => value === 90));
  });
});
