import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pickJobs, Slots } from './slots.ts';

const total = { jobs: 8, cpu: 4, disk: 1, tags: 2 };
const one = { jobs: 1, cpu: 1, disk: 0, tags: 0 };

it('gives what is taken back, and lets a job that asks for more than there is take all', () => {
  const slots = new Slots(total);
  const large = slots.fitted({ cpu: 99, disk: 1 });
  assert.deepEqual(large, { jobs: 1, cpu: 4, disk: 1, tags: 0 });
  slots.take(large);
  assert.equal(slots.room(one), 0);
  slots.give(large);
  assert.deepEqual(slots.free, total);
});

it('asks only for queues with room, as many jobs as could start', () => {
  const slots = new Slots(total);
  const kinds = [
    { queue: 'pictures', holds: slots.fitted({ cpu: 2 }) },
    { queue: 'pictures', holds: slots.fitted({ cpu: 1 }) },
    { queue: 'scan', holds: slots.fitted({ disk: 1 }) },
    { queue: 'free', holds: slots.fitted({}) },
  ];
  slots.take({ jobs: 1, cpu: 1, disk: 1, tags: 0 });
  assert.deepEqual(slots.queuesWithRoom(kinds), [
    { name: 'pictures', limit: 3 },
    { name: 'free', limit: 7 },
  ]);
});

it('does not let small jobs pass a large one that waits for the same', () => {
  const holds = { small: one, large: { ...one, cpu: 4 }, disk: { ...one, cpu: 0, disk: 1 } };
  const candidates = ['small', 'large', 'small', 'disk'].map((kind, index) => ({
    id: String(index),
    kind,
    lane: kind,
  }));
  assert.deepEqual(
    pickJobs(candidates, { free: { ...total, cpu: 3 }, holds, names: new Map(), left: new Map() }).map((c) => c.id),
    ['0', '3'],
  );
});

it('takes no more of a name than is left of its limit, and lets others have the room', () => {
  const candidates = ['a', 'a', 'a', 'b'].map((kind, index) => ({ id: String(index), kind, lane: kind }));
  const names = new Map(['a', 'b'].map((kind) => [kind, ['all', kind]]));
  const ask = { free: total, holds: { a: one, b: one }, names };
  const ids = (left: [string, number][]): string[] =>
    pickJobs(candidates, { ...ask, left: new Map(left) }).map((c) => c.id);
  assert.deepEqual(ids([['a', 2]]), ['0', '1', '3']);
  assert.deepEqual(
    ids([
      ['a', 1],
      ['all', 1],
    ]),
    ['0'],
  );
});
