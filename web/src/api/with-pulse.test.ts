import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixtureOverview } from '../../dev/fixture-jobs.ts';
import { withPulse } from './with-pulse.ts';

describe('a push about jobs', () => {
  it('[S-254] moves counts and running jobs without asking, and says why nothing runs, or no more', () => {
    const stuck = fixtureOverview('stuck');
    const busy = fixtureOverview('busy');
    const pulse = {
      verdict: busy.verdict,
      counts: busy.counts,
      running: busy.running,
      why: null,
      queues: busy.queues.map(({ name, counts }) => ({ name, counts, paused: false })),
    };
    const now = withPulse(stuck, pulse);
    assert.equal(now.verdict, 'processing');
    assert.equal(now.why, null);
    assert.equal(now.running.length, 4);
    assert.equal(now.queues.find(({ name }) => name === 'pictures')?.counts.running, 3);
    assert.equal(now.queues.find(({ name }) => name === 'pictures')?.why, null);
    assert.equal(now.queues.find(({ name }) => name === 'metadata')?.paused, null);
    assert.deepEqual(now.workers, stuck.workers);
  });

  it('leaves queues alone that it does not name', () => {
    const was = fixtureOverview('busy');
    const now = withPulse(was, { verdict: 'idle', counts: was.counts, running: [], why: was.why, queues: [] });
    assert.deepEqual(now.queues, was.queues);
  });
});
