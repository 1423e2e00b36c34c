import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixtureJob } from '../../../dev/fixture-job.ts';
import { timelineSteps } from './timeline-steps.ts';

describe('timeline of a job', () => {
  it('tells the life of a job in the order of time, with the code at each failed end', () => {
    const words = timelineSteps(fixtureJob('failed')).map(({ word, note }) => [word, note]);
    assert.deepEqual(words, [
      ['Queued', null],
      ['Started', 'Attempt 1'],
      ['Failed, tried again', 'decoder_crashed'],
      ['Started', 'Attempt 2'],
      ['Failed, tried again', 'decoder_crashed'],
      ['Started', 'Attempt 3'],
      ['Failed', 'decoder_crashed'],
    ]);
  });

  it('ends with what comes next while it has not ended', () => {
    assert.equal(timelineSteps(fixtureJob('running')).at(-1)?.look, 'now');
    assert.equal(timelineSteps(fixtureJob('scheduled')).at(-1)?.word, 'Next start');
  });

  it('leaves out the middle of a very long life and says how much', () => {
    const job = fixtureJob('failed');
    const [first] = job.attempts;
    assert.ok(first);
    const attempts = Array.from({ length: 40 }, (_, i) => ({ ...first, attempt: i + 1 }));
    const steps = timelineSteps({ ...job, attempts });
    assert.equal(steps.length, 14);
    assert.ok(steps.some(({ word }) => word === '68 more steps'));
  });
});
