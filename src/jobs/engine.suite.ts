import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { block, fail, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { type Clock, FakeClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { JobId, WorkerId } from '../contract/ids.ts';
import type { Database } from '../db/database.ts';
import { thisProcess } from '../db/process-identity.ts';
import { inTransaction } from '../db/transaction.ts';
import type { ClaimedJob, JobEngine } from './engine.ts';
import { newJob } from './kind.ts';
import { unstarted } from './states.ts';

/** An engine on an empty database of its own. */
export interface EngineHarness extends AsyncDisposable {
  readonly db: Database;
  readonly engine: JobEngine;
  /** Another engine on the same jobs, as another process would have. */
  readonly rival: JobEngine;
}

export type OpenHarness = (clock: Clock) => Promise<EngineHarness>;

const LEASE_MS = 30_000;
const error = { code: 'unexpected', message: 'no' };

/** What every engine promises of the ledger, on a clock that the test moves. */
export function jobEngineSuite(name: string, openHarness: OpenHarness): void {
  const clock = new FakeClock();
  const open = (): Promise<EngineHarness> => openHarness(clock);
  const worker = (): WorkerId => newId('wo', clock.now());

  async function claim(engine: JobEngine, limit = 10, id = worker()): Promise<readonly ClaimedJob[]> {
    const free = { jobs: 100, cpu: limit, disk: 1, tags: 1 };
    const holds = { [noteOnce.kind]: { jobs: 1, cpu: 1, disk: 0, tags: 0 } };
    const queues = ['light', 'block'].map((name) => ({ name, limit }));
    return engine.claim({ worker: id, queues, free, holds, leaseMs: LEASE_MS });
  }

  async function enqueueOne(engine: JobEngine, n = 1): Promise<JobId> {
    const [added] = await engine.enqueue([newJob(noteOnce, { n, ms: 0 })]);
    return added!.id;
  }

  describe(name, () => {
    it('[I-W11] claims the lower priority number first, and first in first out inside one', async () => {
      await using h = await open();
      await h.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
      clock.advance(1);
      await h.engine.enqueue([newJob(noteOnce, { n: 4, ms: 0 }), newJob(noteOnce, { n: 5, ms: 0 }, { priority: 1 })]);
      const order = await claim(h.engine);
      assert.deepEqual(
        order.map((job) => (job.payload as { n: number }).n),
        [5, 1, 2, 3, 4],
      );
    });

    it('takes no more than fits into the free resources, over all queues together', async () => {
      await using h = await open();
      await h.engine.enqueue([1, 2, 3].flatMap((n) => [newJob(noteOnce, { n, ms: 0 }), newJob(block, { ms: 0 })]));
      const holds = Object.fromEntries(
        [noteOnce, block].map(({ kind }) => [kind, { jobs: 1, cpu: 1, disk: 0, tags: 0 }]),
      );
      const queues = ['light', 'block'].map((name) => ({ name, limit: 4 }));
      const ask = { worker: worker(), queues, free: { jobs: 9, cpu: 4, disk: 0, tags: 0 }, holds, leaseMs: LEASE_MS };
      assert.equal((await h.engine.claim(ask)).length, 4);
    });

    it('gives each job to one claimant only', async () => {
      await using h = await open();
      await h.engine.enqueue(Array.from({ length: 100 }, (_, n) => newJob(noteOnce, { n, ms: 0 })));
      const claims = await Promise.all(Array.from({ length: 12 }, (_, i) => claim(i % 2 ? h.engine : h.rival, 10)));
      const ids = claims.flat().map((job) => job.lease.id);
      assert.equal(ids.length, 100);
      assert.equal(new Set(ids).size, 100);
    });

    it('leaves a job alone until its time, and says when that is', async () => {
      await using h = await open();
      const runAtMs = clock.now() + 60_000;
      await h.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 }, { runAtMs })]);
      assert.equal(await h.engine.nextDueAtMs(), runAtMs);
      assert.equal((await claim(h.engine)).length, 0);
      clock.advance(60_000);
      assert.equal((await claim(h.engine)).length, 1);
      assert.equal(await h.engine.nextDueAtMs(), undefined);
    });

    it('drops what a worker says after its lease was lost', async () => {
      await using h = await open();
      const id = await enqueueOne(h.engine);
      const [stale] = await claim(h.engine);
      clock.advance(LEASE_MS + 1);
      assert.deepEqual(await h.engine.rescue(), [id]);
      const [fresh] = await claim(h.rival);
      const { lease } = stale!;
      assert.deepEqual(await h.engine.settle([{ lease, ok: 'late' }]), { stale: [id] });
      assert.deepEqual(await h.engine.renew([lease], LEASE_MS), { lost: [id], cancelled: [] });
      await h.engine.release([lease]);
      await h.engine.progress([{ lease, done: 9, total: 9 }]);
      const job = await h.engine.job(id);
      assert.deepEqual([job.state, job.result, job.progress.done], ['running', null, 0]);
      assert.deepEqual(await h.rival.settle([{ lease: fresh!.lease, ok: 'mine' }]), { stale: [] });
      const { result, attempts } = await h.engine.job(id);
      assert.deepEqual([result, attempts.map((a) => a.outcome)], ['mine', ['lost', 'ok']]);
    });

    it('keeps a job whose lease is renewed', async () => {
      await using h = await open();
      await enqueueOne(h.engine);
      const [job] = await claim(h.engine);
      for (let beat = 0; beat < 5; beat++) {
        clock.advance(LEASE_MS - 1);
        assert.deepEqual(await h.engine.renew([job!.lease], LEASE_MS), { lost: [], cancelled: [] });
        assert.deepEqual(await h.rival.rescue(), []);
      }
    });

    it('fails a job that is lost with its worker again and again', async () => {
      await using h = await open();
      const id = await enqueueOne(h.engine);
      for (let lost = 0; lost < 4; lost++) {
        assert.equal((await claim(h.engine)).length, 1);
        clock.advance(LEASE_MS + 1);
        await h.engine.rescue();
      }
      const job = await h.engine.job(id);
      assert.deepEqual([job.state, job.error?.code, job.countedFailures], ['failed', 'job_lost_too_often', 0]);
    });

    it('[I-W26] takes back at once what a dead process of this host held, and notes it as stopped', async () => {
      await using h = await open();
      const id = await enqueueOne(h.engine);
      const dead = worker();
      await h.engine.register({ id: dead, ...thisProcess(), pidStarted: 'another run of this pid' });
      await claim(h.engine, 1, dead);
      assert.deepEqual(await h.rival.rescue(), [id]);
      assert.equal((await h.engine.job(id)).state, 'ready');
      const row = await h.db.selectFrom('worker').select('state').where('id', '=', dead).executeTakeFirst();
      assert.equal(row?.state, 'stopped');
    });

    it('waits again without using up an attempt when a failure does not count', async () => {
      await using h = await open();
      const id = await enqueueOne(h.engine);
      const [job] = await claim(h.engine);
      await h.engine.settle([{ lease: job!.lease, retryAtMs: clock.now() + 5_000, error, counts: false }]);
      const waiting = await h.engine.job(id);
      assert.deepEqual([waiting.state, waiting.countedFailures, waiting.error?.code], ['scheduled', 0, 'unexpected']);
      clock.advance(5_000);
      assert.equal((await claim(h.engine)).at(0)?.countedFailures, 0);
    });

    it('gives back a released job as if it had not been claimed, but for the record', async () => {
      await using h = await open();
      const id = await enqueueOne(h.engine);
      const [job] = await claim(h.engine);
      await h.engine.release([job!.lease]);
      const { state, countedFailures, attempts } = await h.engine.job(id);
      assert.deepEqual([state, countedFailures, attempts.map((a) => a.outcome)], ['ready', 0, ['released']]);
      assert.equal((await claim(h.engine)).length, 1);
    });

    it('cancels an unstarted job at once in every state, and an ended one not at all', async () => {
      await using h = await open();
      for (const state of unstarted) {
        const id = await enqueueOne(h.engine);
        await h.db.updateTable('job').set({ state }).where('id', '=', id).execute();
        assert.equal(await h.engine.cancel([id]), 1);
        assert.equal((await h.engine.job(id)).state, 'cancelled', state);
        assert.equal(await h.engine.cancel([id]), 0);
      }
    });

    it('tells the worker of a cancelled job, and lets cancel win over retry and rescue', async () => {
      await using h = await open();
      const ids = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2)];
      const id = worker();
      const [first, second] = await claim(h.engine, 2, id);
      const woken: string[] = [];
      using _wake = h.engine.onWake((why) => void woken.push(why));
      assert.equal(await h.engine.cancel(ids), 2);
      assert.deepEqual(woken, ['cancel']);
      assert.deepEqual((await h.rival.cancelRequests(id)).toSorted(), ids.toSorted());
      assert.deepEqual((await h.engine.renew([first!.lease], LEASE_MS)).cancelled, [first!.lease.id]);
      await h.engine.settle([{ lease: first!.lease, retryAtMs: clock.now() + 1, error, counts: true }]);
      clock.advance(LEASE_MS + 1);
      assert.deepEqual(await h.rival.rescue(), [second!.lease.id]);
      for (const job of ids) assert.equal((await h.engine.job(job)).state, 'cancelled');
    });

    it('hands out nothing of a paused queue, while what runs ends as usual', async () => {
      await using h = await open();
      await enqueueOne(h.engine, 1);
      await enqueueOne(h.engine, 2);
      const [running] = await claim(h.engine, 1);
      await h.engine.pause('light', 'someone');
      assert.deepEqual(await h.rival.paused(), ['light']);
      assert.deepEqual(await claim(h.rival), []);
      assert.deepEqual(await h.engine.settle([{ lease: running!.lease, ok: null }]), { stale: [] });
      await h.engine.resume('light');
      assert.equal((await claim(h.rival)).length, 1);
    });

    it('makes one job of 50 with one key at once, and tells all of it', async () => {
      await using h = await open();
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, i) => (i % 2 ? h.engine : h.rival).enqueue([newJob(single, { key: 'k' })])),
      );
      const told = all.flat();
      assert.equal(new Set(told.map((t) => t.id)).size, 1);
      assert.equal(told.filter((t) => t.outcome === 'added').length, 1);
      const [job] = await claim(h.engine);
      assert.equal((await h.engine.enqueue([newJob(single, { key: 'k' })]))[0]?.outcome, 'duplicate');
      await h.engine.settle([{ lease: job!.lease, ok: null }]);
      const twice = await h.engine.enqueue([newJob(single, { key: 'k' }), newJob(single, { key: 'k' })]);
      assert.deepEqual(
        twice.map((t) => t.outcome),
        ['added', 'duplicate'],
      );
      assert.equal(twice[0]?.id, twice[1]?.id);
    });

    it('shows a job when the transaction that enqueues it commits, and never when it rolls back', async () => {
      await using h = await open();
      let woken = 0;
      using _wake = h.engine.onWake(() => void woken++);
      const enqueueThen = (end: () => void): Promise<void> =>
        inTransaction(h.db, async (tx) => {
          await h.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })], tx);
          assert.equal(woken, 0);
          end();
        });
      await assert.rejects(
        enqueueThen(() => {
          throw new Error('changed my mind');
        }),
      );
      assert.deepEqual(await h.engine.counts(), []);
      await enqueueThen(() => undefined);
      assert.equal(woken, 1);
      assert.equal((await claim(h.rival)).length, 1);
    });

    it('refuses an input that does not fit its kind, with all that came with it', async () => {
      await using h = await open();
      const jobs = [newJob(noteOnce, { n: 1, ms: 0 }), { kind: noteOnce, input: { n: 'one' } }];
      await assert.rejects(h.engine.enqueue(jobs), { code: 'job_payload_invalid' });
      assert.deepEqual(await h.engine.counts(), []);
    });

    it('retries failed and cancelled jobs with fresh attempts, but not against an unfinished one with their key', async () => {
      await using h = await open();
      const [added] = await h.engine.enqueue([newJob(single, { key: 'k' })]);
      const { id } = added!;
      const [job] = await claim(h.engine);
      await h.engine.settle([{ lease: job!.lease, failed: error }]);
      assert.equal((await h.engine.totals()).failed, 1);
      const [other] = await h.engine.enqueue([newJob(single, { key: 'k' })]);
      assert.equal(await h.engine.retry([id]), 0);
      await h.engine.cancel([other!.id]);
      assert.equal(await h.engine.retry([id]), 1);
      const { state, countedFailures, error: last } = await h.engine.job(id);
      assert.deepEqual([state, countedFailures, last], ['ready', 0, null]);
      assert.equal((await claim(h.engine))[0]?.attempt, 2);
    });

    it('moves the waiting jobs of asked-for assets to the front', async () => {
      await using h = await open();
      await h.engine.enqueue(Array.from({ length: 20 }, (_, n) => newJob(noteOnce, { n, ms: 0 })));
      assert.equal(await h.engine.hurry(noteOnce.kind, ['as_7', 'as_13', 'as_99'], 10), 2);
      assert.equal(await h.engine.hurry(noteOnce.kind, ['as_7'], 50), 0);
      const [first, second] = await claim(h.engine, 2);
      assert.deepEqual(
        [first, second].map((job) => (job!.payload as { n: number }).n),
        [7, 13],
      );
    });

    it('counts and lists jobs, newest first, page by page', async () => {
      await using h = await open();
      await h.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
      await h.engine.enqueue([newJob(fail, { how: 'slow' }, { runAtMs: clock.now() + 1_000 })]);
      await claim(h.engine, 1);
      // What is planned for later does not wait yet; what is tried again does.
      assert.deepEqual(await h.engine.totals(), { waiting: 2, running: 1, failed: 0 });
      assert.deepEqual(
        (await h.engine.counts()).map(({ kind, state, count }) => [kind, state, count]),
        [
          [fail.kind, 'scheduled', 1],
          [noteOnce.kind, 'ready', 2],
          [noteOnce.kind, 'running', 1],
        ],
      );
      const page = await h.engine.list({ kind: noteOnce.kind }, { limit: 2 });
      const rest = await h.engine.list({ kind: noteOnce.kind }, { limit: 2, before: page[1]!.id });
      assert.deepEqual(
        [...page, ...rest].map((job) => job.assetId),
        ['as_3', 'as_2', 'as_1'],
      );
      await assert.rejects(h.engine.job(newId('jb', 0)), { code: 'job_not_found' });
    });
  });
}
