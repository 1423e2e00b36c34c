import assert from 'node:assert/strict';
import { it } from 'node:test';
import { etaMs } from './throughput.ts';

it('tells the time left by the pace since work began, of the last five whole minutes at most', () => {
  const MINUTE_MS = 60_000;
  assert.equal(etaMs([0, 0, 0, 0, 50, 7], 100), 2 * MINUTE_MS);
  assert.equal(etaMs([900, 10, 10, 10, 10, 10, 7], 100), 10 * MINUTE_MS);
  assert.equal(etaMs([0, 0, 0, 0, 0, 7], 100), null);
  assert.equal(etaMs([0, 0], 0), 0);
});
