import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../base/ids.ts';
import { Config } from '../../config/schema.ts';
import { WorkerId } from '../../contract/ids.ts';
import { defineJob, newJob } from '../../jobs/kind.ts';
import { block, noteOnce, single } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';

describe('jobs by the API', () => {
  it('[S-098, S-293] shows queues with what waits and runs, and the running job with its worker and heartbeat', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([
      newJob(block, { ms: 1 }),
      newJob(noteOnce, { n: 1, ms: 0 }),
      newJob(noteOnce, { n: 2, ms: 0 }),
    ]);
    const [id] = await test.claim('block');
    const view = await test.get('/jobs/overview');
    const light = view.queues.find((queue: { name: string }) => queue.name === 'light');
    assert.equal(light.counts.ready, 2);
    assert.equal(view.counts.running, 1);
    assert.equal(view.verdict, 'processing');
    const listed = async (state: string) => (await test.get(`/jobs?state=${state}`)).rows.length;
    assert.deepEqual(await Promise.all(['pending', 'open', 'running', 'ended'].map(listed)), [2, 3, 1, 0]);
    const [running] = view.running;
    assert.deepEqual([running.id, running.state, running.attempt], [id, 'running', 1]);
    assert.ok(Date.now() - Date.parse(running.heartbeatAt) < 10_000);
    assert.equal(view.workers[0].host, 'here');
  });

  it('[S-102, I-090] pauses, limits and holds, and says so in the reasons', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const { rows } = await test.get('/jobs');
    const { id } = rows[0];
    assert.equal((await test.post('/queues/light/pause', {})).why.cause, 'paused');
    assert.equal((await test.get(`/jobs/${id}`)).why.cause, 'paused');
    assert.deepEqual(await test.claim('light'), []);
    assert.equal((await test.post('/queues/light/resume', {})).why.cause, 'about-to-start');
    assert.equal((await test.post('/queues/light/limit', { concurrency: 2 })).concurrency, 2);
    assert.equal((await test.post('/jobs/hold', { ids: [id] })).jobs, 1);
    assert.deepEqual(await test.claim('light'), []);
    assert.equal((await test.get(`/jobs/${id}`)).why.cause, 'held');
    assert.equal((await test.post('/jobs/release', { filter: { state: 'held' } })).jobs, 1);
    assert.deepEqual(await test.claim('light'), [id]);
    await test.post('/jobs/cancel', { ids: [id] });
    const { events } = await test.get(`/jobs/${id}`);
    assert.deepEqual(
      events.map(({ type }: { type: string }) => type),
      ['held', 'released', 'cancel_asked'],
    );
  });

  it('counts what a change of all that match would meet, by age too, and changes nothing', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const all = { filter: { queue: 'light' }, dryRun: true };
    assert.deepEqual(await test.post('/jobs/cancel', all), { jobs: 3 });
    assert.deepEqual(await test.post('/jobs/retry', all), { jobs: 0 }, 'nothing of it has failed');
    const { rows } = await test.get('/jobs?limit=1');
    assert.deepEqual(await test.post('/jobs/hold', { ids: [rows[0].id], dryRun: true }), { jobs: 1 });
    assert.equal((await test.get('/jobs?state=ready')).rows.length, 3);
    const old = { filter: { createdBefore: '2020-01-01T00:00:00Z' } };
    assert.deepEqual(await test.post('/jobs/cancel', old), { jobs: 0 });
    assert.equal((await test.post('/jobs/priority', { filter: { queue: 'light' }, priority: 3 })).jobs, 3);
    assert.equal((await test.get('/jobs')).rows[0].priority, 3);
  });

  it('[S-106] says of jobs that wait in a paused queue that they are pending, and why', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    await test.post('/queues/light/pause', {});
    const { verdict, why } = await test.get('/jobs/overview');
    assert.deepEqual([verdict, why.cause], ['pending', 'paused']);
    assert.equal((await test.get('/jobs/status')).worker.reasonCode, 'queue_paused');
    const { state, paused, why: sentence } = await test.get('/activity');
    assert.deepEqual([state, paused, /paused by pages/u.test(sentence)], ['paused', ['light'], true]);
  });

  it('[S-093] cancels by filter what waits, and asks a running job to stop', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const [running] = await test.claim('light');
    await test.engine.enqueue([newJob(noteOnce, { n: 2, ms: 0 })]);
    assert.equal((await test.post('/jobs/cancel', { filter: { queue: 'light', state: 'open' } })).jobs, 2);
    const view = await test.get(`/jobs/${running}`);
    assert.deepEqual([view.state, view.cancelRequested, view.actions], ['running', true, []]);
    assert.equal((await test.get('/jobs?state=cancelled')).rows.length, 1);
  });

  it('[I-026] shows a pause of a queue that no kind has any more, and ends it', async () => {
    await using test = await openJobServer();
    await test.engine.pause('former', 'somebody');
    const names = async (): Promise<string[]> =>
      (await test.get('/jobs/overview')).queues.map(({ name }: { name: string }) => name);
    assert.deepEqual(await names(), ['pictures', 'former']);
    assert.equal((await test.post('/queues/former/resume', {})).paused, null);
    assert.deepEqual(await names(), ['pictures']);
  });

  it('refuses names of queues, kinds and services that there are not, and says which there are', async () => {
    await using test = await openJobServer({ kinds: [single] });
    for (const [path, body] of [
      ['pause', {}],
      ['resume', {}],
      ['limit', { concurrency: 2 }],
    ] as const) {
      const refused = await test.post(`/queues/picturs/${path}`, body);
      assert.deepEqual([refused.code, /there are .*pictures/u.test(refused.message)], ['queue_unknown', true], path);
    }
    const filter = { queue: 'picturs' };
    const asked = await Promise.all([
      test.get('/jobs?queue=picturs'),
      ...['retry', 'cancel', 'hold', 'prune'].map((action) => test.post(`/jobs/${action}`, { filter })),
    ]);
    for (const { code } of asked) assert.equal(code, 'queue_unknown');
    const unknown = await test.get('/jobs?kind=test.singel');
    assert.deepEqual(
      [unknown.code, unknown.message],
      ['kind_unknown', 'There is no kind test.singel; the nearest is test.single'],
    );
    assert.deepEqual((await test.get('/jobs?queue=pictures&kind=test.single')).rows, []);
    assert.deepEqual((await test.get('/activity')).paused, []);
    assert.equal((await test.post('/services/olama/probe', {})).code, 'service_unknown');
    const wrong = await test.get('/jobs?cursor=nonsense');
    assert.deepEqual([wrong.code, wrong.message], ['bad_request', 'cursor: is none of ours']);
  });

  it('[I-027] finds jobs by their kind, queue, asset and import', async () => {
    await using test = await openJobServer();
    const [asset, session] = [newId('as', 1), newId('is', 1)];
    const about = defineJob({ ...single, kind: 'test.about', about: () => ({ asset, session }) });
    await test.engine.enqueue([newJob(about, { key: 'mine' })]);
    await test.engine.enqueue([newJob(single, { key: 'a' }), newJob(block, { ms: 1 })]);
    const found = async (filter: string): Promise<string[]> =>
      (await test.get(`/jobs?${filter}`)).rows.map(({ kind }: { kind: string }) => kind).sort();
    for (const filter of [`asset=${asset}`, `session=${session}`, 'kind=test.about'])
      assert.deepEqual(await found(filter), ['test.about'], filter);
    assert.deepEqual(await found('queue=light'), ['test.about', 'test.single']);
    assert.deepEqual(await found(`asset=${newId('as', 2)}`), []);
  });

  it('pages through jobs, and refuses a selection of nothing', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const first = await test.get('/jobs?limit=2');
    const second = await test.get(`/jobs?limit=2&cursor=${first.next}`);
    assert.deepEqual([first.rows.length, second.rows.length, second.next], [2, 1, undefined]);
    assert.equal((await test.post('/jobs/retry', {})).code, 'bad_request');
    assert.equal((await test.get(`/jobs/${newId('jb', 1)}`)).code, 'job_not_found');
  });

  it('[S-103, S-310] says which jobs a service holds back since when and why, and looks again when asked', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([
      newJob(single, { key: 'a' }, { services: ['ollama'] }),
      newJob(noteOnce, { n: 1, ms: 0 }),
    ]);
    await test.engine.serviceDown('ollama', 'No answer');
    const { rows } = await test.get('/jobs?kind=test.single');
    const view = await test.get('/jobs/overview');
    const [service] = view.services;
    assert.deepEqual(
      [service.name, service.state, service.reason, service.jobsWaiting],
      ['ollama', 'down', 'No answer', 1],
    );
    assert.equal((await test.get(`/jobs/${rows[0].id}`)).why.cause, 'service-down');
    assert.equal(view.why.cause, 'about-to-start', 'the other job can start');
    const part = (await test.get('/health')).parts.find(({ id }: { id: string }) => id === 'service.ollama');
    assert.deepEqual([part.state, part.code, part.cause], ['warn', 'service_down', 'No answer']);
    const probed = await test.post('/services/ollama/probe', {});
    assert.ok(Date.parse(probed.services[0].nextProbeAt) <= Date.now());
    await test.engine.serviceUp('ollama');
    assert.equal((await test.get(`/jobs/${rows[0].id}`)).why.cause, 'about-to-start');
  });

  it('[S-304] tells a caller from elsewhere no full paths, in errors, inputs and reasons', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(single, { key: '/home/me/Photos/a b/c.jpg' })]);
    const [id] = await test.fail('light', 'no_preview', '/home/me/Photos/c.jpg is damaged');
    for (const url of [`/api/jobs/${id}`, '/api/jobs', '/api/jobs/failures', '/api/incidents']) {
      const elsewhere = await test.server.inject({ url, remoteAddress: '192.0.2.7' });
      assert.equal(elsewhere.statusCode, 200);
      assert.ok(!elsewhere.body.includes('/home/me/Photos'), url);
      assert.ok((await test.server.inject({ url })).body.includes('/home/me/Photos'), url);
    }
  });

  it('[S-311] takes the light status from the heartbeat of the worker, which comes every 5 s', async () => {
    assert.equal(Config.parse({}).jobs.heartbeatMs, 5_000);
    await using test = await openJobServer();
    const { id } = await test.db.selectFrom('worker').select('id').executeTakeFirstOrThrow();
    const beat = (agoMs: number) =>
      test.db
        .updateTable('worker')
        .set({ seen_at_ms: Date.now() - agoMs })
        .execute();
    const status = async () => (await test.get('/jobs/status')).worker;
    await beat(40_000);
    const silent = await status();
    assert.deepEqual([silent.source, silent.live, silent.reasonCode], ['heartbeat', 0, 'heartbeat_stale']);
    await test.engine.seen(WorkerId.parse(id), { state: 'idle', running: [] });
    const live = await status();
    assert.deepEqual([live.source, live.live, live.status], ['heartbeat', 1, 'idle']);
    assert.ok(Date.parse(live.lastHeartbeatAt) - Date.parse(silent.lastHeartbeatAt) > 39_000);
  });

  it('tells when a queue will be done only while its jobs start', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const minute = (Math.floor(Date.now() / 60_000) - 1) * 60_000;
    const stat = {
      queue: 'light',
      kind: noteOnce.kind,
      outcome: 'ok',
      worker_id: 'w',
      count: 6,
      wait_ms: 1,
      run_ms: 1,
    };
    await test.db
      .insertInto('job_stat')
      .values({ ...stat, minute })
      .execute();
    const etaMs = async () =>
      (await test.get('/jobs/overview')).queues.find(({ name }: { name: string }) => name === 'light').etaMs;
    assert.ok((await etaMs()) > 0);
    await test.post('/queues/light/pause', {});
    assert.equal(await etaMs(), null);
  });
});
