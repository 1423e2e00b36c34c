import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstAlone } from './first-alone.ts';

describe('firstAlone', () => {
  it('lets the others begin when the first has ended, also by an error, and then all at once', async () => {
    const run = firstAlone();
    const begun: string[] = [];
    const { promise, reject } = Promise.withResolvers<string>();
    const call = (name: string, work: Promise<unknown>): Promise<unknown> =>
      run(async () => {
        begun.push(name);
        return await work;
      });
    const first = call('first', promise);
    const others = [call('second', Promise.resolve()), call('third', Promise.resolve())];
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['first']);
    reject(new Error('damaged'));
    await assert.rejects(first, { message: 'damaged' });
    await Promise.all(others);
    assert.deepEqual(begun, ['first', 'second', 'third']);
  });

  it('does not wait for ever for a first one that takes long', async () => {
    const run = firstAlone();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = run(() => promise);
    assert.equal(await run(async () => 'second'), 'second');
    resolve('first');
    assert.equal(await first, 'first');
  });
});
