import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { block, noteOnce } from '../../../../test/fixtures/job-kinds.ts';
import { migratedPostgres } from '../../../../test/fixtures/test-database.ts';
import { tempFolder } from '../../../../test/fixtures/temp-folder.ts';
import { FakeClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/log.ts';
import { backupDatabase } from '../../../db/backup.ts';
import type { Database } from '../../../db/database.ts';
import { openDatabase } from '../../../db/open.ts';
import { restorePostgres } from '../../../db/restore-postgres.ts';
import { rows } from '../../../db/rows.ts';
import { engineBench, error, LEASE_MS } from '../../bench.suite.ts';
import type { ClaimedJob } from '../../engine.ts';
import { newJob } from '../../kind.ts';
import { PostgresEngine } from '../postgres/postgres-engine.ts';
import { deliveryStatus } from './delivery-status.ts';
import { openBoss } from './open-boss.ts';
import { PgBossEngine } from './pg-boss-engine.ts';
import { prepareDelivery } from './prepare-delivery.ts';
import { deliveryGaps } from './redeliver.ts';

const { claim, worker } = engineBench(() => Promise.reject(new TypeError('Opened here')));

/** A library in PostgreSQL with both kinds of delivery. */
async function openLibrary() {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await migratedPostgres());
  const open = stack.use(await openDatabase(place));
  const clock = new FakeClock();
  const parts = { clock, log: silentLog };
  const boss = (isHolder = true): Promise<PgBossEngine> => PgBossEngine.open(open, { ...parts, isHolder });
  const table = (): PostgresEngine => new PostgresEngine(open, clock, silentLog);
  const given = async (): Promise<readonly string[]> => {
    const text = `select given.state || ' ' || job.state as pair from pgboss.job as given
      left join job on job.id = given.data ->> 'id' collate "C" order by given.state, job.state`;
    return (await rows<{ pair: string }>(open.db, text, [])).map(({ pair }) => pair);
  };
  const owned = stack.move();
  return { place, db: open.db, clock, boss, table, given, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const notes = (count: number) => Array.from({ length: count }, (_, n) => newJob(noteOnce, { n, ms: 0 }));

it('has a row in pg-boss for exactly the jobs that may start or run, whatever becomes of them', async () => {
  await using library = await openLibrary();
  const { clock, given } = library;
  await using engine = await library.boss();
  const added = await engine.enqueue([...notes(5), newJob(block, { ms: 0 }, { runAtMs: clock.now() + 60_000 })]);
  const ids = added.map(({ id }) => id);
  assert.deepEqual(
    await given(),
    Array.from({ length: 5 }, () => 'created ready'),
  );
  const jobs = await claim(engine, 4);
  assert.deepEqual(await given(), ['created ready', ...Array.from({ length: 4 }, () => 'active running')]);
  const [done, retried, blocked, released] = jobs.map(({ lease }) => lease);
  await engine.settle([
    { lease: done!, ok: null },
    { lease: retried!, retryAtMs: clock.now() + 5_000, error, counts: true },
    { lease: blocked!, blockedOn: 'printer', error },
  ]);
  await engine.release([released!]);
  assert.deepEqual(await given(), ['created ready', 'created ready']);
  await engine.hold(ids.slice(4, 5));
  await engine.cancel([released!.id]);
  assert.deepEqual(await given(), []);
  await engine.unhold(ids.slice(4, 5));
  await engine.retry([released!.id]);
  await engine.serviceUp('printer');
  assert.deepEqual(await given(), ['created ready', 'created ready', 'created ready']);
  clock.advance(60_000);
  assert.equal((await claim(engine, 10)).length, 5);
  assert.deepEqual(
    await given(),
    Array.from({ length: 5 }, () => 'active running'),
  );
  assert.deepEqual(await deliveryGaps(library.db), { lacking: 0, surplus: 0 });
});

it('gives back what it fetched in the hope of claiming it, where a limit, a pause or a service comes between', async () => {
  await using library = await openLibrary();
  const { db, given } = library;
  await using engine = await library.boss();
  await engine.enqueue(notes(9));
  const turn = async (held: readonly ClaimedJob[]): Promise<readonly ClaimedJob[]> => {
    const settled = engine.settle(held.map(({ lease }) => ({ lease, ok: null }))); // in the transaction of the claim
    const [, jobs] = await Promise.all([settled, claim(engine, 3)]);
    assert.deepEqual(await deliveryGaps(db), { lacking: 0, surplus: 0 });
    return jobs;
  };
  let jobs = await turn(await claim(engine, 3));
  assert.equal(jobs.length, 3);
  const queue = jobs[0]!.lease.queue;
  await engine.limitQueue(queue, 1);
  jobs = await turn(jobs);
  assert.deepEqual(await given(), ['created ready', 'created ready', 'active running']);
  await engine.limitQueue(queue, null);
  await engine.settle(jobs.map(({ lease }) => ({ lease, ok: null })));
  jobs = await claim(engine, 1);
  await engine.pause(queue, 'a test');
  assert.deepEqual(await turn(jobs), []);
  assert.deepEqual(await given(), ['created ready']);
  await engine.resume(queue);
  jobs = await claim(engine, 1);
  await engine.enqueue(notes(6));
  await engine.serviceDown('printer', 'gone');
  jobs = await turn(jobs);
  assert.deepEqual([jobs.length, (await given()).length], [3, 6]);
});

it('loses nothing when a library with waiting jobs changes its engine to and fro', async () => {
  await using library = await openLibrary();
  const ran = new Set<string>();
  const runSome = async (engine: PostgresEngine, count: number): Promise<void> => {
    const jobs = await claim(engine, count);
    assert.equal(jobs.length, count);
    for (const { lease } of jobs) ran.add(lease.id);
    await engine.settle(jobs.map(({ lease }) => ({ lease, ok: null })));
  };
  {
    await using engine = library.table();
    await engine.enqueue(notes(9));
    await runSome(engine, 3);
  }
  {
    await using engine = await library.boss();
    assert.deepEqual(await deliveryGaps(library.db), { lacking: 0, surplus: 0 });
    await runSome(engine, 2);
  }
  {
    await using engine = library.table();
    await runSome(engine, 2);
    await engine.enqueue(notes(1));
    assert.deepEqual(await deliveryGaps(library.db), { lacking: 1, surplus: 2 });
  }
  await using engine = await library.boss();
  assert.deepEqual(await deliveryGaps(library.db), { lacking: 0, surplus: 0 });
  await runSome(engine, 3);
  assert.deepEqual([(await claim(engine)).length, ran.size], [0, 10]);
});

it('works beside a worker that takes jobs from the table', async () => {
  await using library = await openLibrary();
  await using engine = await library.boss();
  await using other = library.table();
  await other.enqueue(notes(2)); // not known to pg-boss
  await engine.enqueue(notes(2));
  const theirs = await claim(other, 3); // nor that these are taken
  const ours = await claim(engine, 3);
  assert.equal(new Set([...theirs, ...ours].map(({ lease }) => lease.id)).size, 4);
  await other.settle(theirs.map(({ lease }) => ({ lease, ok: null })));
  await engine.settle(ours.map(({ lease }) => ({ lease, ok: null })));
  assert.deepEqual(await claim(engine), []);
});

it('takes a job as lost that pg-boss has given up, but not while its worker renews the lease', async () => {
  await using library = await openLibrary();
  const { db, clock } = library;
  await using engine = await library.boss();
  await using rival = await library.boss(false);
  await engine.enqueue(notes(2));
  const [first] = await claim(engine, 1);
  const { lease } = first!;
  await rows(db, `update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`, []);
  const boss = await openBoss(library.place.file, { migrate: false, log: silentLog });
  await boss.supervise();
  await boss.stop({ graceful: false });
  assert.deepEqual(await library.given(), ['created ready', 'retry running']);
  const [second, ...none] = await claim(rival);
  assert.notEqual(second!.lease.id, lease.id);
  assert.deepEqual(none, []);
  await offerAgain(db, lease.id);
  clock.advance(LEASE_MS + 1);
  await rival.renew([second!.lease], LEASE_MS);
  assert.deepEqual(await claim(rival), []);
  assert.deepEqual(await rival.rescue(), [lease.id]);
  const [again] = await claim(rival, 1);
  assert.deepEqual([again!.lease.id, again!.lease.attempt], [lease.id, 2]);
  assert.deepEqual(await engine.settle([{ lease, ok: 'late' }]), { stale: [lease.id] });
  assert.deepEqual(await rival.settle([{ lease: again!.lease, ok: 'mine' }]), { stale: [] });
  const { attempts } = await engine.job(lease.id);
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['lost', 'ok'],
  );
});

/** As pg-boss does with what nobody renews. */
async function offerAgain(db: Database, id: string): Promise<void> {
  await rows(db, `update pgboss.job set state = 'retry' where data ->> 'id' = ?`, [id]);
}

it('keeps a row that its worker renews', async () => {
  await using library = await openLibrary();
  await using engine = await library.boss();
  await engine.enqueue(notes(1));
  const [job] = await claim(engine, 1, { worker: worker() });
  await rows(library.db, `update pgboss.job set heartbeat_on = now() - interval '1 hour'`, []);
  await engine.renew([job!.lease], LEASE_MS);
  const text = `select count(*) as count from pgboss.job where heartbeat_on > now() - interval '1 minute'`;
  assert.deepEqual(await rows(library.db, text, []), [{ count: 1 }]);
});

it('offers the jobs of a backup that was restored, and takes out those of the replaced library', async () => {
  await using library = await openLibrary();
  await using folder = await tempFolder();
  const backup = join(folder.path, 'backup.sqlite');
  {
    await using engine = await library.boss();
    await engine.enqueue(notes(3));
    await backupDatabase({ file: library.place.file, url: library.place.file }, backup);
    const [done] = await claim(engine, 1);
    await engine.settle([{ lease: done!.lease, ok: null }]);
    await engine.enqueue([newJob(block, { ms: 0 })]);
  }
  await restorePostgres(library.place.file, backup);
  await using open = await openDatabase(library.place);
  assert.deepEqual(await prepareDelivery(open), { lacking: 1, surplus: 1 });
  const { schema, ...status } = await deliveryStatus(open);
  assert.notEqual(schema, null);
  assert.deepEqual(status, { isSound: true, lacking: 0, surplus: 0 });
  await using engine = await library.boss();
  assert.equal((await claim(engine)).length, 3);
});

it('says that the library has to be started once before others can help by pg-boss', async () => {
  await using library = await openLibrary();
  await assert.rejects(library.boss(false), { code: 'migration_needed' });
});
