import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workerVerdict, type WorkersSeen } from './worker-verdict.ts';

const NOW = Date.UTC(2026, 0, 1);
const quiet: WorkersSeen = {
  nowMs: NOW,
  live: 1,
  stale: 0,
  running: 0,
  dueAtMs: null,
  unservedAtMs: null,
  heldBack: null,
};
const verdictOf = (seen: Partial<WorkersSeen>): string => workerVerdict({ ...quiet, ...seen }).verdict;

describe('workerVerdict', () => {
  it('[I-067] [I-061] says processing while a job runs, idle when nothing is due, pending when a job has just become due', () => {
    assert.equal(verdictOf({ running: 1 }), 'processing');
    assert.equal(verdictOf({}), 'idle');
    assert.equal(verdictOf({ dueAtMs: NOW - 1_000 }), 'pending');
    assert.equal(verdictOf({ live: 0, dueAtMs: NOW, unservedAtMs: NOW }), 'pending');
  });

  it('[I-067, S-251] says stalled only when a due job has waited over 30 s for a worker that takes it', () => {
    const due = { dueAtMs: NOW - 30_001, unservedAtMs: NOW - 30_001 };
    assert.equal(verdictOf({ ...due, live: 0 }), 'stalled');
    assert.equal(verdictOf({ ...due, live: 0, dueAtMs: NOW - 30_000, unservedAtMs: NOW - 30_000 }), 'pending');
    assert.equal(verdictOf({ ...due, unservedAtMs: null }), 'pending');
    const other = workerVerdict({ ...quiet, ...due, running: 3 });
    assert.deepEqual(other, { verdict: 'stalled', reasonCode: 'due_without_worker_for_queue' });
  });

  it('[S-106] says pending, not idle, while jobs wait only for a paused queue or for what is away', () => {
    for (const heldBack of ['queue_paused', 'service_down'] as const) {
      assert.deepEqual(workerVerdict({ ...quiet, heldBack }), { verdict: 'pending', reasonCode: heldBack });
      assert.equal(verdictOf({ heldBack, running: 1 }), 'processing');
      assert.equal(verdictOf({ heldBack, live: 0 }), 'stopped');
    }
  });

  it('[S-124] [S-130] [S-314] takes no worker for running whose heartbeat is lost, and says why', () => {
    assert.deepEqual(workerVerdict({ ...quiet, live: 0, stale: 1 }), {
      verdict: 'unknown',
      reasonCode: 'heartbeat_stale',
    });
    assert.equal(verdictOf({ live: 0, stale: 1, running: 1 }), 'unknown');
    assert.equal(verdictOf({ live: 0 }), 'stopped');
  });
});
