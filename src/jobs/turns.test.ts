import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Turns } from './turns.ts';

const job = (lane: string, n: number, priority = 100) => ({ lane, priority, run_at_ms: n, id: `${lane}${n}` });
const flood = [1, 2, 3].map((n) => job('a', n));

it('[S-108] [I-025] serves lanes of equal priority in turn, each in its own order, and a better priority before', () => {
  const ordered = new Turns().order([...flood, job('b', 8), job('b', 9), job('c', 10, 5)]);
  assert.deepEqual(
    ordered.map(({ id }) => id),
    ['c10', 'a1', 'b8', 'a2', 'b9', 'a3'],
  );
});

it('[S-108] remembers over claims of one job who was served, so that two lanes get half each', () => {
  const turns = new Turns();
  const served = [1, 2, 3, 4, 5, 6].map(() => {
    const [first] = turns.order([...flood, job('b', 8)]);
    turns.took([first!.lane]);
    return first!.lane;
  });
  assert.deepEqual(served, ['a', 'b', 'a', 'b', 'a', 'b']);
});

it('lets nobody who had no work save up turns', () => {
  const turns = new Turns();
  turns.order(flood);
  turns.took(Array.from({ length: 50 }, () => 'a'));
  const late = [job('b', 8), job('b', 9), job('b', 10)];
  assert.deepEqual(
    turns.order([...flood, ...late]).map(({ lane }) => lane),
    ['a', 'b', 'a', 'b', 'a', 'b'],
  );
});
