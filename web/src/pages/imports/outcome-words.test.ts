import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outcomeParts, summary } from './outcome-words.ts';

const counts = { imported: 9990, unchanged: 0, duplicate: 9, changed: 0, moved: 0, companion: 0, skipped: 0, error: 1 };

describe('import outcomes', () => {
  it('keeps one failure in ten thousand visible, and the bar full', () => {
    const parts = outcomeParts(counts);
    assert.deepEqual(
      parts.map((p) => p.outcome),
      ['imported', 'duplicate', 'error'],
    );
    assert.ok((parts.at(-1)?.share ?? 0) > 0.01);
    assert.ok(Math.abs(parts.reduce((sum, p) => sum + p.share, 0) - 1) < 1e-9);
  });
  it('sums up without zeros', () => {
    const sum = (change: Partial<typeof counts>, gone = 0) =>
      summary({ counts: { ...counts, ...change }, gone }, String);
    assert.equal(sum({}), '9990 new · 9 duplicates · 1 failed');
    assert.equal(sum({ imported: 0, error: 0, duplicate: 1, companion: 29 }, 3), '29 sidecars · 1 duplicate · 3 gone');
    assert.equal(sum({ imported: 0, duplicate: 0, error: 0 }), 'No files found');
  });
});
