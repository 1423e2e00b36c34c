import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseLongSide } from './choose-size.ts';

describe('chooseLongSide', () => {
  it('takes an exact half, quarter or eighth that is close below the limit', () => {
    assert.equal(chooseLongSide(4000, 2048), 2000);
    assert.equal(chooseLongSide(8000, 2048), 2000);
    assert.equal(chooseLongSide(4096, 2048), 2048);
    assert.equal(chooseLongSide(16_000, 2048), 2000);
  });

  it('[I-015] takes the limit otherwise, and never more than the source has', () => {
    assert.equal(chooseLongSide(6000, 2048), 2048);
    assert.equal(chooseLongSide(3800, 2048), 2048);
    assert.equal(chooseLongSide(2047, 2048), 2047);
    assert.equal(chooseLongSide(1, 2048), 1);
  });
});
