import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '../../base/ids.ts';
import { WorkerId } from '../../contract/ids.ts';
import { inTransaction } from '../../db/transaction.ts';
import { newJob } from '../../jobs/kind.ts';
import { keepSchedules } from '../../jobs/ledger/schedules.ts';
import { noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';

const notes = (count: number) => Array.from({ length: count }, (_, n) => newJob(noteOnce, { n, ms: 0 }));

/** Ends all that waits well. */
async function endAll({ engine }: TestServer): Promise<void> {
  const worker = WorkerId.parse(newId('wo', Date.now()));
  await engine.register({ id: worker, host: 'here', bootId: 'b', pid: 1, pidStarted: '1' });
  const free = { jobs: 1_000, cpu: 1_000, disk: 1_000, tags: 1_000 };
  const ask = { worker, queues: [{ name: 'light', limit: 1_000 }], free, holds: {}, leaseMs: 30_000 };
  for (;;) {
    const claimed = await engine.claim(ask);
    if (claimed.length === 0) return;
    await engine.settle(claimed.map(({ lease }) => ({ lease, ok: null })));
  }
}

it('[S-090] answers 429 with Retry-After to more than a cap, also where it takes several steps, and does nothing of it', async () => {
  await using test = await openTestServer();
  await test.engine.enqueue(notes(501));
  await endAll(test);
  const body = { filter: { state: 'done' } };
  const again = await test.server.inject({ method: 'POST', url: '/api/jobs/retry', body });
  assert.deepEqual([again.statusCode, again.headers['retry-after'], again.json().code], [429, '30', 'queue_full']);
  assert.match(
    again.json().message,
    /^At most 500 jobs of test\.note-once .*\(jobs\.caps\.perKind\): none is open, and 501 more/u,
  );
  assert.match(again.json().data.help, /raise the cap/u);
  assert.deepEqual(
    (await test.engine.counts()).map(({ state, count }) => [state, count]),
    [['done', 501]],
  );
  const counted = await test.server.inject({ method: 'POST', url: '/api/jobs/retry', body: { ...body, dryRun: true } });
  assert.equal(counted.json().jobs, 501);
  assert.deepEqual([counted.json().refused.code, counted.json().refused.message], ['queue_full', again.json().message]);
});

it('[S-090] runs no schedule now, and takes in no folder, while as many as may be are open on request', async () => {
  await using test = await openTestServer({ kinds: [noteOnce] });
  const daily = { key: 'notes', kind: noteOnce.kind, input: { n: 1, ms: 0 }, cron: '17 4 * * *', timeZone: null };
  await inTransaction(test.db, (tx) => keepSchedules(tx, [daily], Date.now()));
  await test.engine.enqueue(notes(1));
  const post = async (url: string, body: object) =>
    (await test.server.inject({ method: 'POST', url: `/api${url}`, body })).json();
  assert.match((await post('/schedules/notes/run', {})).job, /^jb_/u);
  const NO_CAP = { total: 0, perKind: 0, kinds: {}, perAsset: 0 };
  await test.engine.ask(notes(1_999), NO_CAP);
  assert.equal((await post('/schedules/notes/run', {})).code, 'queue_full');
  const refused = await post('/imports', { path: test.folder });
  assert.match(refused.message, /\(jobs\.caps\.total\): 2.000 are open, and 1 more is asked for$/u);
  assert.deepEqual(await test.db.selectFrom('import_session').selectAll().execute(), []);
  await endAll(test);
  assert.match((await post('/imports', { path: test.folder })).id, /^is_/u);
});
