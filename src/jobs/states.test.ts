import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { JobState } from '../db/tables/job.ts';
import { isLegal, isTerminal, terminal, transitions, unstarted } from './states.ts';

const all = Object.keys(transitions) as JobState[];

it('[S-078] names every state as unstarted, running or terminal, each once', () => {
  assert.deepEqual([...unstarted, 'running', ...terminal].toSorted(), all.toSorted());
});

it('lets a job that has ended go nowhere but to where it can start from, or wait to', () => {
  for (const end of all.filter(isTerminal))
    assert.deepEqual(
      transitions[end].filter((to) => to === 'running' || isTerminal(to)),
      [],
    );
});

it('lets only a ready job start, and every unstarted or running job be cancelled', () => {
  assert.deepEqual(
    all.filter((from) => isLegal(from, 'running')),
    ['ready'],
  );
  assert.deepEqual(all.filter((from) => isLegal(from, 'cancelled')).toSorted(), [...unstarted, 'running'].toSorted());
});

it('reaches every state from a job that is enqueued', () => {
  const seen = new Set<JobState>(['ready', 'scheduled', 'waiting']);
  for (const from of seen) for (const to of transitions[from]) seen.add(to);
  assert.deepEqual([...seen].toSorted(), all.toSorted());
});
