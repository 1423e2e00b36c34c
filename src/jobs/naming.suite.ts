import assert from 'node:assert/strict';
import { it } from 'node:test';
import { block, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { newId } from '../base/ids.ts';
import type { JobId } from '../contract/ids.ts';
import type { Database } from '../db/database.ts';
import { rows } from '../db/rows.ts';
import { type EngineBench, error, LEASE_MS } from './bench.suite.ts';
import type { ClaimedJob } from './engine.ts';
import { newJob } from './kind.ts';
import type { LedgerEngine } from './ledger/ledger-engine.ts';

const KINDS = [noteOnce, single, block];
const note = (n: number, more = {}) => newJob(noteOnce, { n, ms: 0 }, more);

/** Lays copies of the jobs that are there beside them. */
const FLOOD = `
insert into job (id, queue, kind, state, priority, run_at_ms, max_attempts, payload, created_at_ms, lane)
select job.id || '-' || copy.value, queue, kind, state, priority, run_at_ms, max_attempts, payload, created_at_ms, lane
from job cross join json_each(?) as copy`;

/** Where unfinished and failed jobs lie, each place once. */
async function places(db: Database): Promise<readonly string[]> {
  const text = `select distinct queue || ' = ' || lane as place from job where state not in ('done', 'cancelled')`;
  return (await rows<{ place: string }>(db, text, [])).map(({ place }) => place).toSorted();
}

/** Queues that settings call otherwise. */
export function namingSuite({ open, clock, worker }: EngineBench): void {
  function claimOf(engine: LedgerEngine, queue: string, limits = {}): Promise<readonly ClaimedJob[]> {
    const free = { jobs: 100, cpu: 100, disk: 100, tags: 100 };
    return engine.claim({
      worker: worker(),
      queues: [{ name: queue, limit: 10 }],
      free,
      holds: {},
      limits,
      leaseMs: LEASE_MS,
    });
  }

  function move(engine: LedgerEngine, kinds = KINDS): Promise<number> {
    return engine.moveStrays({ kinds, freshMs: LEASE_MS, signal: new AbortController().signal });
  }

  async function startWorker(engine: LedgerEngine, queues: readonly string[]): Promise<void> {
    const id = newId('wo', clock.now());
    await engine.register({ id, host: 'there', bootId: 'b', pid: 7, pidStarted: '1', queues, isExclusive: false });
  }

  it('[I-026] puts jobs into the queue that the settings name, and holds its pause, its limits and those of two that share it', async () => {
    await using h = await open();
    h.engine.nameQueues({ light: 'work', block: 'work' });
    await h.engine.enqueue([note(1, { services: ['root:a'] }), newJob(block, { ms: 0 })]);
    await h.engine.ask([newJob(single, { key: 'a' })], { total: 9, perKind: 9, kinds: {}, perAsset: 9 });
    assert.deepEqual(await places(h.db), [
      'work = work test.block',
      'work = work test.note-once root:a',
      'work = work test.single',
    ]);
    assert.deepEqual(await claimOf(h.rival, 'light'), []);
    await h.rival.pause('work', 'a test');
    assert.deepEqual(await claimOf(h.rival, 'work'), []);
    await h.rival.resume('work');
    assert.equal((await claimOf(h.rival, 'work', { work: 2 })).length, 2);
    assert.equal((await claimOf(h.rival, 'work', { work: 2 })).length, 0);
    assert.equal((await claimOf(h.rival, 'work')).length, 1);
  });

  it('[I-026] moves what an old name has left, whatever it waits for, and starts it in the queue of the new one', async () => {
    await using h = await open();
    const added = await h.engine.enqueue([note(1), note(2), note(3, { services: ['root:a'] }), note(4)]);
    const [ready, held, blocked, failed] = added.map(({ id }) => id) as [JobId, JobId, JobId, JobId];
    await h.engine.enqueue([note(5, { runAtMs: clock.now() + 60_000 }), note(6)]);
    const [child] = await h.engine.enqueue([{ ...note(7), after: [{ id: ready, onFailure: 'run' }] }]);
    await h.engine.hold([held]);
    for (const { lease } of await claimOf(h.engine, 'light')) {
      if (lease.id === blocked) await h.engine.settle([{ lease, blockedOn: 'root:a', error }]);
      else if (lease.id === failed) await h.engine.settle([{ lease, failed: error }]);
      else await h.engine.release([lease]);
    }
    const states = async () =>
      Object.fromEntries((await h.rival.list({}, { limit: 99 })).map((job) => [job.id, job.state]));
    const before = await states();
    assert.deepEqual([...new Set(Object.values(before))].toSorted(), [
      'blocked',
      'failed',
      'held',
      'ready',
      'scheduled',
      'waiting',
    ]);
    h.rival.nameQueues({ light: 'bright', block: 'block' });
    assert.equal(await move(h.rival), 7);
    assert.equal(await move(h.rival), 0);
    assert.deepEqual(await places(h.db), ['bright = bright test.note-once', 'bright = bright test.note-once root:a']);
    assert.deepEqual(await states(), before);
    assert.deepEqual(await claimOf(h.rival, 'light'), []);
    await h.rival.unhold([held]);
    await h.rival.serviceUp('root:a');
    await h.rival.retry([failed]);
    clock.advance(60_000);
    const jobs = await claimOf(h.rival, 'bright');
    assert.equal(jobs.length, 6);
    await h.rival.settle(jobs.map(({ lease }) => ({ lease, ok: null })));
    assert.deepEqual(
      (await claimOf(h.rival, 'bright')).map(({ lease }) => lease.id),
      [child?.id],
    );
  });

  it('[I-026] leaves jobs to a live worker that takes their queue, and moves them when it is gone, only of its own kinds', async () => {
    await using h = await open();
    await h.engine.enqueue([note(1), newJob(block, { ms: 0 })]);
    await startWorker(h.engine, ['light', 'block']);
    h.rival.nameQueues({ light: 'bright', block: 'heavy' });
    assert.equal(await move(h.rival), 0);
    assert.deepEqual(await places(h.db), ['block = block test.block', 'light = light test.note-once']);
    clock.advance(LEASE_MS + 1);
    assert.equal(await move(h.rival, [noteOnce, single]), 1);
    assert.deepEqual(await places(h.db), ['block = block test.block', 'bright = bright test.note-once']);
  });

  it('[I-026] keeps jobs from starting that somebody has paused, by their new name until that is resumed', async () => {
    await using h = await open();
    await h.engine.enqueue([note(1), newJob(block, { ms: 0 })]);
    await h.engine.pause('light', 'somebody');
    await h.engine.pause('block', 'a tool', 1_000);
    clock.advance(1_000);
    h.rival.nameQueues({ light: 'bright', block: 'heavy' });
    assert.equal(await move(h.rival, [single, block]), 1);
    assert.deepEqual(await h.rival.paused(), ['light'], 'that of the tool has run out');
    assert.equal(await move(h.rival), 1);
    assert.deepEqual(await h.rival.paused(), ['bright']);
    assert.deepEqual(await claimOf(h.rival, 'bright'), []);
    assert.equal((await claimOf(h.rival, 'heavy')).length, 1);
    await h.rival.resume('bright');
    assert.equal((await claimOf(h.rival, 'bright')).length, 1);
  });

  it('[I-026] keeps the pause of an old name while something is left under it', async () => {
    await using h = await open();
    h.engine.nameQueues({ light: 'work', block: 'work' });
    await h.engine.enqueue([note(1), newJob(block, { ms: 0 })]);
    await h.engine.pause('work', 'somebody');
    h.rival.nameQueues({ light: 'light', block: 'block' });
    assert.equal(await move(h.rival, [block]), 1);
    assert.deepEqual(await h.rival.paused(), ['block', 'work']);
    assert.equal(await move(h.rival, [noteOnce, single]), 1);
    assert.deepEqual((await h.rival.paused()).toSorted(), ['block', 'light']);
  });

  it('[I-026] parts queues that shared a name, though a worker takes the one they shared', async () => {
    await using h = await open();
    h.engine.nameQueues({ light: 'light', block: 'light' });
    await h.engine.enqueue([note(1), newJob(block, { ms: 0 })]);
    h.rival.nameQueues({ light: 'light', block: 'block' });
    await startWorker(h.rival, ['light']);
    assert.equal(await move(h.rival), 1);
    assert.deepEqual(await places(h.db), ['block = block test.block', 'light = light test.note-once']);
  });

  it('[I-026] moves jobs that ran under the old name once they are given back, and many of them piece by piece', async () => {
    await using h = await open();
    await h.engine.enqueue([note(1), note(2)]);
    const jobs = await claimOf(h.engine, 'light');
    h.rival.nameQueues({ light: 'bright' });
    assert.equal(await move(h.rival), 0);
    await h.engine.release(jobs.map(({ lease }) => lease));
    await rows(h.db, FLOOD, [JSON.stringify(Array.from({ length: 1_249 }, (_, n) => n))]);
    const stop = new AbortController();
    stop.abort();
    assert.equal(await h.rival.moveStrays({ kinds: KINDS, freshMs: LEASE_MS, signal: stop.signal }), 0);
    assert.equal(await move(h.rival), 2_500);
    assert.deepEqual(await places(h.db), ['bright = bright test.note-once']);
    assert.equal((await claimOf(h.rival, 'bright')).length, 10);
  });
}
