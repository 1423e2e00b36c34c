import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ImageQueue, MOST_AT_ONCE } from './image-queue.ts';

function open() {
  const started: string[] = [];
  const cancelled: string[] = [];
  const finish = new Map<string, () => void>();
  const queue = new ImageQueue<string>({
    load: (target) => {
      started.push(target);
      return new Promise((resolve) => finish.set(target, resolve));
    },
    cancel: (target) => cancelled.push(target),
  });
  const want = (index: number) => queue.want({ target: `t${index}`, url: '/', index, done: () => undefined });
  return { queue, want, started, cancelled, finish };
}

describe('image queue', () => {
  it('loads what is on the screen first, in reading order, six at once', async () => {
    const { queue, want, started, finish } = open();
    queue.look(10, 14);
    for (const index of [30, 9, 13, 12, 11, 10, 14, 8]) want(index);
    await turn();
    assert.deepEqual(started, ['t10', 't11', 't12', 't13', 't14', 't30']);
    finish.get('t10')?.();
    await turn();
    assert.equal(started.at(-1), 't9');
    assert.equal(started.length, MOST_AT_ONCE + 1);
  });

  it('loads nothing new while it is held, and what is still wanted afterwards', async () => {
    const { queue, want, started } = open();
    queue.hold(true);
    const leave = want(0);
    want(1);
    await turn();
    assert.deepEqual(started, []);
    leave();
    queue.hold(false);
    await turn();
    assert.deepEqual(started, ['t1']);
  });

  it('cancels what leaves and gives its place to the next', async () => {
    const { want, started, cancelled } = open();
    const leave = Array.from({ length: 8 }, (_, i) => want(i));
    await turn();
    leave[0]?.();
    leave[7]?.();
    await turn();
    assert.deepEqual(cancelled, ['t0']);
    assert.deepEqual(started.slice(6), ['t6']);
  });
});
