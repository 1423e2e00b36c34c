import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import type { JobId } from '../contract/ids.ts';
import { type EngineBench, error } from './bench.suite.ts';
import type { ClaimedJob, JobEngine } from './engine.ts';
import { newJob } from './kind.ts';

const away = { code: 'root_offline', message: 'Unplugged' };

/** Waiting for what is outside and away. */
export function blockedSuite({ open, clock, claim }: EngineBench): void {
  async function enqueueFor(engine: JobEngine, services: readonly string[], count = 1): Promise<readonly JobId[]> {
    const jobs = Array.from({ length: count }, (_, n) => newJob(noteOnce, { n, ms: 0 }, { services }));
    return (await engine.enqueue(jobs)).map(({ id }) => id);
  }

  async function block(engine: JobEngine, [job]: readonly ClaimedJob[], service = 'root:a'): Promise<void> {
    await engine.settle([{ lease: job!.lease, blockedOn: service, error: away }]);
  }

  it('[S-103] holds back all that needs a service once one job met it away, and lets the rest go on', async () => {
    await using h = await open();
    const [first] = await enqueueFor(h.engine, ['root:a'], 3);
    clock.advance(1);
    await enqueueFor(h.engine, ['root:b']);
    await block(h.engine, await claim(h.engine, 1));
    const job = await h.engine.job(first!);
    assert.deepEqual([job.state, job.error?.code, job.countedFailures], ['blocked', 'root_offline', 0]);
    assert.deepEqual(
      job.attempts.map((a) => a.outcome),
      ['blocked'],
    );
    assert.equal((await claim(h.rival)).length, 1);
    const [service] = await h.rival.services();
    assert.deepEqual(
      { ...service, sinceMs: 0 },
      {
        name: 'root:a',
        state: 'down',
        sinceMs: 0,
        failures: 1,
        nextProbeAtMs: clock.now() + 5_000,
        reason: 'Unplugged',
      },
    );
  });

  it('lets one job through when the probe is due, waits twice as long when it fails, and frees all when it ends well', async () => {
    await using h = await open();
    await enqueueFor(h.engine, ['root:a'], 4);
    await block(h.engine, await claim(h.engine, 1));
    assert.equal(await h.engine.nextDueAtMs(), clock.now() + 5_000);
    clock.advance(5_000);
    const probe = await claim(h.engine);
    assert.equal(probe.length, 1);
    assert.deepEqual(await claim(h.rival), []);
    await block(h.engine, probe);
    assert.equal((await h.engine.services())[0]?.nextProbeAtMs, clock.now() + 10_000);
    clock.advance(10_000);
    const [second] = await claim(h.rival);
    const woken: string[] = [];
    using _wake = h.rival.onWake((why) => void woken.push(why));
    await h.rival.settle([{ lease: second!.lease, ok: null }]);
    assert.deepEqual(woken, ['work']);
    assert.equal((await h.engine.services())[0]?.state, 'up');
    assert.equal((await claim(h.engine)).length, 3);
  });

  it('takes a probe that fails for another reason as a sign of life', async () => {
    await using h = await open();
    await enqueueFor(h.engine, ['root:a'], 2);
    await block(h.engine, await claim(h.engine, 1));
    clock.advance(5_000);
    const [probe] = await claim(h.engine);
    await h.engine.settle([{ lease: probe!.lease, failed: error }]);
    assert.equal((await h.engine.services())[0]?.state, 'up');
  });

  it('does not count the failures of jobs that met the same trouble together', async () => {
    await using h = await open();
    await enqueueFor(h.engine, ['root:a'], 3);
    for (const job of await claim(h.engine, 3)) await block(h.engine, [job]);
    assert.equal((await h.engine.services())[0]?.failures, 1);
  });

  it('probes with a job that did not say that it needs the service', async () => {
    await using h = await open();
    const [id] = await enqueueFor(h.engine, []);
    await block(h.engine, await claim(h.engine), 'disk:light');
    clock.advance(4_999);
    assert.deepEqual(await claim(h.engine), []);
    clock.advance(1);
    const [probe] = await claim(h.engine);
    assert.equal(probe?.lease.id, id);
    await h.engine.settle([{ lease: probe!.lease, ok: null }]);
    assert.equal((await h.engine.services())[0]?.state, 'up');
  });

  it('lets no job of a paused queue go to look for a service', async () => {
    await using h = await open();
    const [id] = await enqueueFor(h.engine, []);
    await block(h.engine, await claim(h.engine), 'disk:light');
    await h.engine.pause('light', 'someone');
    clock.advance(5_000);
    assert.deepEqual(await claim(h.engine), []);
    assert.equal((await h.engine.job(id!)).state, 'blocked');
  });

  it('spends no job on a service that somebody watches, and follows what he says', async () => {
    await using h = await open();
    await h.engine.serviceDown('root:a', 'It is unplugged');
    const [id] = await enqueueFor(h.engine, ['root:a']);
    clock.advance(600_000);
    assert.deepEqual(await claim(h.engine), []);
    await h.rival.serviceUp('root:a');
    assert.equal((await claim(h.engine))[0]?.lease.id, id);
  });

  it('looks at once when somebody asks for it', async () => {
    await using h = await open();
    await enqueueFor(h.engine, ['root:a'], 2);
    await block(h.engine, await claim(h.engine, 1));
    await h.engine.probe('root:a');
    assert.equal((await claim(h.engine)).length, 1);
  });

  it('leaves alone what needs a service that only other workers reach', async () => {
    await using h = await open();
    await enqueueFor(h.engine, ['root:a']);
    assert.deepEqual(await claim(h.engine, 10, { isUnreachable: (service) => service === 'root:a' }), []);
    assert.equal((await claim(h.rival)).length, 1);
  });

  it('cancels a blocked job for good', async () => {
    await using h = await open();
    const [id] = await enqueueFor(h.engine, ['root:a']);
    await block(h.engine, await claim(h.engine));
    await h.engine.cancel([id!]);
    await h.engine.serviceUp('root:a');
    assert.equal((await h.engine.job(id!)).state, 'cancelled');
  });
}
