import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { PHASH_SIDE_PX, phash64, phashDistance } from './phash64.ts';

const side = { width: PHASH_SIDE_PX, height: PHASH_SIDE_PX };

/** Blobs of light at places that follow from `seed`. */
function picture(seed: number): Promise<Buffer> {
  const at = (i: number): number => ((seed * 7919 + i * 104_729) % 251) + 2;
  const blobs = Array.from(
    { length: 12 },
    (_, i) =>
      `<circle cx="${at(i)}" cy="${at(i + 50)}" r="${at(i + 90) / 5}" fill="rgb(${at(i + 7)},${at(i + 8)},${at(i + 9)})"/>`,
  );
  return sharp(
    Buffer.from(`<svg width="256" height="256"><rect width="256" height="256" fill="#555"/>${blobs.join('')}</svg>`),
  )
    .png()
    .toBuffer();
}

async function hash(input: Buffer | Sharp): Promise<string> {
  const pipeline = Buffer.isBuffer(input) ? sharp(input) : sharp(await input.png().toBuffer());
  return phash64(
    await pipeline
      .resize({ ...side, fit: 'fill' })
      .greyscale()
      .raw()
      .toBuffer(),
  );
}

describe('phash64', () => {
  it('keeps edits of a picture near it and other pictures far from it', async () => {
    const base = await picture(1);
    const own = await hash(base);
    const edits = [
      sharp(base).jpeg({ quality: 30 }),
      sharp(base).resize(90),
      sharp(base).greyscale(),
      sharp(base).modulate({ brightness: 1.2 }),
      sharp(base).extract({ left: 5, top: 5, width: 246, height: 246 }),
    ];
    for (const edit of edits) assert.ok(phashDistance(own, await hash(await edit.toBuffer())) <= 12);
    for (const seed of [2, 3, 4, 5]) assert.ok(phashDistance(own, await hash(await picture(seed))) >= 18);
  });

  it('takes no rounding noise of flat pictures for structure', async () => {
    const flat = (value: number): string => phash64(new Uint8Array(PHASH_SIDE_PX ** 2).fill(value));
    assert.equal(phashDistance(flat(1), flat(200)), 0);
    assert.ok(phashDistance(flat(0), flat(200)) <= 1);
    assert.equal(phashDistance('0000000000000000', 'ffffffffffffffff'), 64);
  });
});
