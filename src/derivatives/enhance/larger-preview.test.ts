import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { largerPreview } from './larger-preview.ts';

const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx });

describe('the next larger preview', () => {
  it('[I-040] [I-S16] has 1.25 times the longest side, landscape and portrait alike', () => {
    assert.deepEqual(largerPreview(size(2048, 1366), size(6000, 4000)), { longestPx: 2560, ...size(2560, 1708) });
    assert.deepEqual(largerPreview(size(1366, 2048), size(4000, 6000)), { longestPx: 2560, ...size(1708, 2560) });
  });

  it('[I-075] ends at 4096 pixels, step by step', () => {
    const widths: number[] = [];
    for (let present = size(2048, 1365); ;) {
      const next = largerPreview(present, size(9000, 6000));
      if (!next) break;
      widths.push(next.widthPx);
      present = next;
    }
    assert.deepEqual(widths, [2560, 3200, 4000, 4096]);
  });

  it('[I-W10] never has more than the original, and says so where nothing is to gain', () => {
    assert.equal(largerPreview(size(2048, 1365), size(2100, 1400))?.widthPx, 2100);
    assert.equal(largerPreview(size(2100, 1400), size(2100, 1400)), undefined);
    assert.equal(largerPreview(size(300, 200), size(300, 200)), undefined);
  });

  it('leaves it to the try where the size of the original is not known', () => {
    assert.equal(largerPreview(size(1000, 600), undefined)?.widthPx, 1250);
  });
});
