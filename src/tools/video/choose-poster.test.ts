import assert from 'node:assert/strict';
import { it } from 'node:test';
import { choosePoster, isTelling, measureLuma, posterTimesMs } from './choose-poster.ts';

const BLACK = { mean: 16, deviation: 1 };
const PICTURE = { mean: 110, deviation: 45 };

it('[S-289] tries second 1 first, or the start of what is shorter', () => {
  assert.deepEqual(posterTimesMs(60_000), [1_000, 6_000, 15_000, 30_000, 45_000, 54_000, 0]);
  assert.equal(posterTimesMs(1_000)[0], 0);
  assert.equal(posterTimesMs(undefined)[0], 1_000);
  assert.deepEqual(posterTimesMs(0), [0]);
});

it('tells black, one colour and night lights apart', () => {
  assert.equal(isTelling(BLACK), false);
  assert.equal(isTelling({ mean: 235, deviation: 2 }), false);
  assert.equal(isTelling({ mean: 12, deviation: 30 }), true);
  assert.equal(isTelling(PICTURE), true);
});

it('measures brightness only within the rows, not in their padding', () => {
  const rows = Uint8Array.from([10, 30, 255, 255, 10, 30, 255, 255]);
  assert.deepEqual(measureLuma(rows, { width: 2, height: 2, stride: 4, step: 1 }), { mean: 20, deviation: 10 });
  assert.deepEqual(measureLuma(new Uint8Array(), { width: 0, height: 0, stride: 0, step: 1 }), {
    mean: 0,
    deviation: 0,
  });
});

it('[S-289] passes a fade from black for the picture behind it, and looks only a little further where it is night', async () => {
  const shown = async (means: readonly number[]): Promise<unknown> => {
    let looks = 0;
    const chosen = await choosePoster(
      means.map((_, index) => index),
      async (atMs) => {
        looks++;
        return { atMs, luma: { mean: means[atMs] ?? 0, deviation: 25 } };
      },
      () => false,
    );
    return [chosen?.frame.atMs, chosen?.isPlain, looks];
  };
  assert.deepEqual(await shown([30, 35, 110, 120]), [2, false, 3]);
  assert.deepEqual(await shown([30, 22, 33, 31, 110, 110]), [2, false, 4]);
  assert.deepEqual(await shown([110, 30]), [0, false, 1]);
});

it('keeps the most varied frame when its time is over before a telling one is found', async () => {
  const frames = [BLACK, { mean: 16, deviation: 6 }, { mean: 16, deviation: 3 }, PICTURE];
  let looks = 0;
  const look = async (atMs: number, index: number) => {
    looks++;
    return { atMs, luma: frames[index] ?? BLACK };
  };
  const chosen = await choosePoster([0, 1, 2, 3], look, () => looks >= 3);
  assert.deepEqual(chosen, { frame: { atMs: 1, luma: frames[1] }, isPlain: true });
});

it('looks once even when no time is left, and passes times without a frame', async () => {
  const chosen = await choosePoster(
    [0, 1],
    async (atMs) => (atMs === 0 ? { atMs, luma: PICTURE } : undefined),
    () => true,
  );
  assert.equal(chosen?.frame.atMs, 0);
  assert.equal(
    await choosePoster(
      [0, 1],
      async () => undefined,
      () => false,
    ),
    undefined,
  );
});
