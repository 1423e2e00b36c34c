import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TraceStep } from '../../../../src/contract/asset.ts';
import { waterfall } from './waterfall.ts';

const step = (part: Partial<TraceStep>): TraceStep => ({
  at: '2026-01-01T00:00:00Z',
  type: 'read',
  order: 1,
  method: 'sharp',
  ok: true,
  code: null,
  detail: null,
  durationMs: 10,
  tool: null,
  attempt: 1,
  bytes: null,
  widthPx: null,
  heightPx: null,
  ...part,
});

describe('waterfall', () => {
  it('puts the steps of each attempt one after the other', () => {
    const [first, second] = waterfall([
      step({ attempt: 2, durationMs: 5 }),
      step({ order: 2, durationMs: 30 }),
      step({ order: 1, durationMs: 10 }),
    ]);
    assert.deepEqual(
      first?.bars.map((b) => [b.from, b.width]),
      [
        [0, 0.25],
        [0.25, 0.75],
      ],
    );
    assert.equal(first?.totalMs, 40);
    assert.equal(second?.attempt, 2);
  });
  it('[I-056] shows each try at a larger preview by itself, after what the import tried', () => {
    const enhancement = { type: 'enhancement' as const, order: 1 };
    const found = waterfall([
      step({ ...enhancement, at: '2026-01-02T00:00:05Z', attempt: 2 }),
      step({ ...enhancement, at: '2026-01-02T00:00:00Z', ok: false }),
      step({}),
    ]);
    assert.deepEqual(
      found.map(({ isEnhancement, attempt, bars }) => [isEnhancement, attempt, bars.length]),
      [
        [false, 1, 1],
        [true, 1, 1],
        [true, 2, 1],
      ],
    );
    assert.equal(new Set(found.map(({ id }) => id)).size, 3);
  });
  it('keeps the shortest step visible and inside', () => {
    const bars = waterfall([step({ durationMs: 1000 }), step({ order: 2, durationMs: 0 })])[0]?.bars ?? [];
    assert.ok((bars[1]?.width ?? 0) > 0);
    assert.ok((bars[1]?.from ?? 1) < 1);
  });
});
