import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decideLost } from './decide-lost.ts';

const NOW = 1_000_000;

it('[S-082] lets a job go on at once after its first lost worker, later and later after further ones, and stops it at the fourth', () => {
  const verdicts = [1, 2, 3, 4].map((lost) => decideLost({ lost, place: 0, how: 'ended' }, NOW));
  assert.deepEqual(
    verdicts.map(({ state, runAtMs, error }) => [state, runAtMs && runAtMs - NOW, error.code]),
    [
      ['ready', undefined, 'job_worker_lost'],
      ['scheduled', 10_000, 'job_worker_lost'],
      ['scheduled', 30_000, 'job_worker_lost'],
      ['failed', undefined, 'job_lost_too_often'],
    ],
  );
});

it('lets suspects that were lost together go on one after the other, none later than a minute after the first', () => {
  const at = (place: number): number => (decideLost({ lost: 2, place, how: 'silent' }, NOW).runAtMs ?? 0) - NOW;
  assert.deepEqual([at(0), at(1), at(2), at(10_000)], [10_000, 10_500, 11_000, 70_000]);
});

it('[S-083] says whether the process of the worker was gone or nothing was heard of it', () => {
  const why = (how: 'ended' | 'silent', lost: number) => decideLost({ lost, place: 0, how }, NOW).error;
  assert.deepEqual([why('ended', 1).code, why('silent', 1).code], ['job_worker_lost', 'job_worker_silent']);
  assert.match(why('silent', 2).message, /^Nothing was heard of its worker until its lease ran out; .* 2 times$/);
});
