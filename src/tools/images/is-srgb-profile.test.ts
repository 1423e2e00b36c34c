import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { isSrgbProfile } from './is-srgb-profile.ts';

async function profile(name: 'srgb' | 'p3' | 'cmyk'): Promise<Uint8Array> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } });
  const { icc } = await sharp(await picture.withIccProfile(name).jpeg().toBuffer()).metadata();
  assert.ok(icc);
  return icc;
}

describe('isSrgbProfile', () => {
  it('knows sRGB by its numbers, and nothing else', async () => {
    assert.equal(isSrgbProfile(await profile('srgb')), true);
    assert.equal(isSrgbProfile(await profile('p3')), false);
    assert.equal(isSrgbProfile(await profile('cmyk')), false);
  });

  it('takes no cut or lying profile for sRGB, and never throws', async () => {
    const whole = await profile('srgb');
    for (let bytes = 0; bytes < whole.length; bytes += 7) assert.equal(isSrgbProfile(whole.subarray(0, bytes)), false);
    for (let at = 128; at < Math.min(whole.length, 400); at++) {
      const lying = Uint8Array.from(whole);
      lying[at] = 0xff;
      assert.equal(typeof isSrgbProfile(lying), 'boolean');
    }
  });
});
