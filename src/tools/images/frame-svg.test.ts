import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { frameSvg } from './frame-svg.ts';

const svg = (attributes: string, inside: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><!-- A – B --><svg xmlns="http://www.w3.org/2000/svg"${attributes}>${inside}</svg>`,
  );
const SPOTS = '<circle cx="-200" cy="0" r="50" fill="red"/><rect x="700" y="450" width="100" height="50" fill="blue"/>';

/** Size in pixels, and the colours at the left and the right end. */
async function look(bytes: Buffer): Promise<unknown> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at = (x: number, y: number): string =>
    data.toString('hex', (y * width + x) * channels, (y * width + x + 1) * channels);
  return [width, height, at(50, 50), at(width - 2, height - 2)];
}

describe('frameSvg', () => {
  it('frames all of a drawing that names neither box nor size, wherever it lies', async () => {
    for (const attributes of ['', ' width="100%" height="100%"', ' width="500"', ' viewBox=""']) {
      const bytes = await frameSvg(svg(attributes, SPOTS));
      const [width, height, left, right] = (await look(bytes)) as [number, number, string, string];
      assert.ok(Math.abs(width - 1_050) <= 4 && Math.abs(height - 550) <= 4, `${width} × ${height}`);
      assert.deepEqual([left, right], ['ff0000ff', '0000ffff'], attributes);
    }
    const icon = await frameSvg(svg('', '<rect x="4000.5" y="-4000" width="16" height="9"/>'));
    const { width, height } = await sharp(icon).metadata();
    assert.ok(width >= 16 && width <= 17 && height >= 9 && height <= 10, `${width} × ${height}`);
  });

  it('leaves alone what is placed, has no box of its own, or draws nothing', async () => {
    for (const bytes of [
      svg(' viewBox="0 0 10 10"', SPOTS),
      svg(' width="4cm" height="3cm"', SPOTS),
      svg(' style="width: 90px"', SPOTS),
      svg('', '<rect width="100%" height="100%"/>'),
      svg('', ''),
      svg('', '<broken'),
      Buffer.from('<html></html>'),
    ])
      assert.equal(await frameSvg(bytes), bytes, bytes.toString());
  });
});
