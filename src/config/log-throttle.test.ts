import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LogThrottle } from './log-throttle.ts';

it('[S-326] lets one line a worker and code pass in 30 s, and counts what it left out', () => {
  let nowMs = 0;
  const throttle = new LogThrottle(() => nowMs);
  const line = { worker: 'wo_1', code: 'disk_full' };
  assert.deepEqual(throttle.admit(line), line);
  nowMs = 29_999;
  assert.equal(throttle.admit(line), undefined);
  assert.equal(throttle.admit(line), undefined);
  assert.deepEqual(throttle.admit({ ...line, code: 'busy' }), { ...line, code: 'busy' });
  assert.deepEqual(throttle.admit({ ...line, worker: 'wo_2' }), { ...line, worker: 'wo_2' });
  assert.deepEqual(throttle.admit({ ...line, job: 'jb_1' }), { ...line, job: 'jb_1' });
  nowMs = 30_000;
  assert.deepEqual(throttle.admit(line), { ...line, leftOut: 2 });
  nowMs = 60_000;
  assert.deepEqual(throttle.admit(line), line);
});
