import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import sharp from 'sharp';
import { toAppError } from '../../base/errors.ts';
import { askAgainAlone, type Ending } from './ask-again-alone.ts';
import { openTestImages, type TestImages } from './test-images.ts';

/** Pictures of every way to be wrong that libvips tells apart, and one that is only told to be odd. */
async function brokenPictures(folder: string): Promise<string[]> {
  const noise = sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });
  const [jpeg, png, webp, gif, tiff] = await Promise.all([
    noise.clone().jpeg().toBuffer(),
    noise.clone().png().toBuffer(),
    noise.clone().webp().toBuffer(),
    noise.clone().gif().toBuffer(),
    noise.clone().tiff({ compression: 'lzw', predictor: 'none' }).toBuffer(),
  ]);
  const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);
  const files: Readonly<Record<string, Buffer>> = {
    'cut.jpg': half(jpeg),
    'head.jpg': jpeg.subarray(0, 300),
    'padded.jpg': Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(900), jpeg.subarray(-2)]),
    'cut.png': half(png),
    'head.webp': webp.subarray(0, 200),
    'cut.gif': half(gif),
    'codes.tif': Buffer.from(tiff).fill(0x5a, 2_000, 9_000),
    'unknown-compression.tif': withTag(tiff, { tag: 259, value: 34_887 }),
    'no-directory.tif': half(tiff),
  };
  return await Promise.all(
    Object.entries(files).map(async ([name, bytes]) => {
      await writeFile(join(folder, name), bytes);
      return join(folder, name);
    }),
  );
}

/** A little-endian TIFF whose first directory says something else. */
function withTag(tiff: Buffer, { tag, value }: { tag: number; value: number }): Buffer {
  const changed = Buffer.from(tiff);
  const directory = changed.readUInt32LE(4);
  for (let entry = 0; entry < changed.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (changed.readUInt16LE(at) === tag) changed.writeUInt16LE(value, at + 8);
  }
  return changed;
}

async function outcome(images: TestImages, path: string): Promise<string> {
  return await images.make(path).then(
    ({ warning }) => `made, ${warning ?? 'whole'}`,
    (error: unknown) => `${toAppError(error).code}: ${toAppError(error).message}`,
  );
}

it('tells of each picture what is wrong with it, however many fail at the same moment', async () => {
  await using images = await openTestImages();
  const paths = await brokenPictures(images.folder);
  const alone: string[] = [];
  for (const path of paths) alone.push(await outcome(images, path));
  assert.deepEqual(
    alone.map((said) => said.split(':', 1)[0]),
    [
      'made, picture_damaged',
      'picture_damaged',
      'made, whole',
      'made, picture_damaged',
      'picture_damaged',
      'made, picture_damaged',
      'made, picture_damaged',
      'picture_unsupported',
      'picture_damaged',
    ],
  );
  for (let round = 0; round < 12; round++) {
    const order = paths.map((_, index) => (index * 4 + round) % paths.length);
    const together = await Promise.all(order.map((index) => outcome(images, paths[index]!)));
    assert.deepEqual(
      together,
      order.map((index) => alone[index]),
    );
  }
});

it('makes pictures once of which each has something harmless to tell, unless one fails among them', async () => {
  const sure = askAgainAlone();
  const runs = async (endings: readonly Ending[]): Promise<number[]> => {
    const counts = endings.map(() => 0);
    const all = Promise.withResolvers<void>();
    const calls = endings.map((ending, index) =>
      sure({
        run: async () => {
          counts[index] = (counts[index] ?? 0) + 1;
          if (index === endings.length - 1) all.resolve();
          await all.promise;
          return ending;
        },
        endingOf: (said) => said,
      }),
    );
    await Promise.all(calls);
    return counts;
  };
  assert.deepEqual(await runs(['harmless', 'harmless', 'well', 'harmless']), [1, 1, 1, 1]);
  assert.deepEqual(await runs(['badly', 'harmless', 'well', 'badly']), [2, 2, 1, 2]);
  assert.deepEqual(await runs(['badly']), [1]);
});
