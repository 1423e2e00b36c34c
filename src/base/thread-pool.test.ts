import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from './errors.ts';
import { siblingModule } from './sibling-module.ts';
import { ThreadPool, type ThreadPoolOptions } from './thread-pool.ts';

function openPool(options: Partial<ThreadPoolOptions> = {}): ThreadPool<string, string> {
  return new ThreadPool({
    module: siblingModule(import.meta.url, './thread-pool.test-thread'),
    count: 1,
    youngMiB: 1,
    asksAhead: 2,
    died: (cause) => new AppError('reader_died', 'It died', { retry: 'retry', cause }),
    ...options,
  });
}

describe('ThreadPool', () => {
  it('answers every ask, also those that wait for a thread', async () => {
    await using pool = openPool({ count: 2 });
    const asks = Array.from({ length: 20 }, (_, i) => `ask ${i}`);
    assert.deepEqual(
      await Promise.all(asks.map((ask) => pool.ask(ask))),
      asks.map((ask) => `${ask} done`),
    );
  });

  it('leaves the work to one thread at first, and helps it when it takes longer', async () => {
    await using patient = openPool({ count: 2, growMs: 3_600_000 });
    assert.equal(new Set(await Promise.all(Array.from({ length: 20 }, () => patient.ask('who')))).size, 1);
    await assert.rejects(patient.ask('exit'));
    assert.equal(await patient.ask('next'), 'next done');
    const gate = new SharedArrayBuffer(4);
    await using pool = openPool({ count: 2, growMs: 1, asksAhead: 1, workerData: gate });
    const held = pool.ask('hold');
    const others = await Promise.all(Array.from({ length: 3 }, () => pool.ask('free')));
    assert.deepEqual(others, ['free done', 'free done', 'free done']);
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    assert.equal(await held, 'hold done');
  });

  it('brings an error back whole, with what may be done about it', async () => {
    await using pool = openPool();
    await assert.rejects(pool.ask('refuse'), { code: 'disk_full', retry: { afterMs: 5 }, details: { at: 1 } });
    assert.equal(await pool.ask('next'), 'next done');
  });

  it('fails only what a thread was doing when it ended, and goes on with another', async () => {
    await using pool = openPool();
    const answers = await Promise.allSettled([pool.ask('exit'), pool.ask('behind it'), pool.ask('later')]);
    assert.deepEqual(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.code)),
      ['reader_died', 'behind it done', 'later done'],
    );
  });

  it('goes on after a thread broke with nothing to do', async () => {
    await using pool = openPool();
    await pool.ask('break');
    const answers = await Promise.allSettled([pool.ask('a'), pool.ask('b')]);
    assert.equal(answers.at(-1)?.status, 'fulfilled');
  });

  it('ends what was asked with `cancelled` when it is disposed, and takes nothing more', async () => {
    const pool = openPool();
    const asked = assert.rejects(pool.ask('a'), { code: 'cancelled' });
    await pool[Symbol.asyncDispose]();
    await asked;
    await assert.rejects(pool.ask('b'), { code: 'cancelled' });
  });
});
