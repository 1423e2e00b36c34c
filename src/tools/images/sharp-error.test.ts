import assert from 'node:assert/strict';
import { it } from 'node:test';
import sharp from 'sharp';
import { fromSharp, withReason } from './sharp-error.ts';

it('asks again for the reason of a failure that another picture took away, and takes none for lost for ever', async () => {
  const lost = new Error('Unknown error');
  const reasons = [lost, new Error('tiff2vips: compression support is not configured')];
  const code = async (decode: () => Promise<unknown>) => {
    const error = await withReason(decode).catch(fromSharp);
    return error instanceof Error && 'code' in error ? error.code : error;
  };
  assert.equal(await code(() => Promise.reject(reasons.shift() ?? lost)), 'picture_unsupported');
  let asked = 0;
  const never = (): Promise<never> => {
    asked++;
    return Promise.reject(lost);
  };
  assert.deepEqual([await code(never), asked], ['picture_damaged', 3]);
  assert.equal(await code(() => sharp(Buffer.from('no picture')).toBuffer()), 'picture_damaged');
  assert.equal(await code(() => Promise.resolve('made')), 'made');
});
