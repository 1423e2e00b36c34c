import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LockWatch } from '../db/lock-watch.ts';
import { refuseWhileLocked } from './refuse-while-locked.ts';

/** A lock that says what it is told to, each time it is asked. */
class ToldLock extends LockWatch {
  looks = 0;
  readonly #tell: (look: number) => number;

  constructor(tell: (look: number) => number) {
    super();
    this.#tell = tell;
  }

  override get waitedMs(): number {
    this.looks += 1;
    return this.#tell(this.looks);
  }
}

it('[S-298] waits 25 ms for another process that writes, looking every 5 ms, and no longer', async () => {
  const lock = new ToldLock(() => 1);
  await assert.rejects(
    refuseWhileLocked(lock, () => new Promise(() => undefined)),
    { code: 'busy' },
  );
  assert.equal(lock.looks, 5);
});

it('[S-298] waits for as long as it takes while nobody else writes, or only now and then', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const lock = new ToldLock((look) => {
    if (look === 20) resolve('done');
    return look % 4;
  });
  assert.equal(await refuseWhileLocked(lock, () => promise), 'done');
});
