import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../base/clock.ts';
import { newId } from '../../base/ids.ts';
import type { HealthSnapshot, HealthView } from '../../contract/health.ts';
import { inTransaction } from '../../db/transaction.ts';
import { SchemaWatch } from '../../db/schema-watch.ts';
import { newJob } from '../../jobs/kind.ts';
import { block, noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { type JobServer, openJobServer } from '../../../test/fixtures/job-server.ts';
import { onPostgres } from '../../../test/fixtures/test-database.ts';
import { readLibraryState } from './library-state.ts';

async function snapshotOf(test: JobServer): Promise<HealthSnapshot> {
  const { snapshot } = (await test.server.inject({ url: '/health' })).json<HealthView>();
  assert.ok(snapshot);
  return snapshot;
}

/** An import that could not read two files. */
async function addScan(test: JobServer): Promise<void> {
  const root = await test.db.selectFrom('storage_root').select('id').executeTakeFirstOrThrow();
  const id = newId('is', Date.now());
  const session = {
    id,
    root_id: root.id,
    job_id: null,
    folder: '/photos/2019',
    subpath: '2019',
    mode: 'in-place',
    state: 'done',
    code: null,
    message: null,
    started_at_ms: 1_000,
    ended_at_ms: 2_000,
    walk_done: 1,
    found: 3,
    hashed: 3,
    bytes: 9,
    counts: '{"error":2}',
  } as const;
  const items = ['a', 'b', 'c'].map((path, n) => ({
    id: newId('ii', n),
    session_id: id,
    path,
    outcome: n < 2 ? ('error' as const) : ('skipped' as const),
    code: n < 2 ? 'permission_denied' : null,
    message: null,
    asset_id: null,
    size_bytes: null,
    at_ms: 1_500,
  }));
  await inTransaction(test.db, async (tx) => {
    await tx.insertInto('import_session').values(session).execute();
    await tx.insertInto('import_item').values(items).execute();
  });
}

describe('the health snapshot', () => {
  it('[S-309] [S-293] tells database, schema, items, findings, jobs and scans in one answer', async () => {
    await using test = await openJobServer();
    await test.addAsset('a.jpg', Buffer.from('abc'));
    await addScan(test);
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const [failed] = await test.fail('light', 'picture_damaged');
    await test.engine.enqueue([newJob(block, { ms: 1 })]);
    const [stuck] = await test.claim('block');
    await test.db
      .updateTable('worker')
      .set({ seen_at_ms: Date.now() - 60_000 })
      .execute();
    const { database, items, findings, jobs, scans } = await snapshotOf(test);
    assert.equal(database.driver, onPostgres ? 'postgres' : 'sqlite');
    assert.match(database.version, onPostgres ? /^PostgreSQL \d/u : /^SQLite \d/u);
    assert.deepEqual([database.pendingMigrations, database.schemaDifferences], [[], []]);
    assert.deepEqual([items.assets, items.companions, items.bytes], [1, 0, 3]);
    assert.ok(
      findings.some(({ check, severity, count }) => check === 'heartbeat' && severity === 'bad' && count === 1),
    );
    assert.ok(findings.some(({ check, severity }) => check === 'failures' && severity === 'warn'));
    assert.deepEqual(
      jobs.stuck.map(({ id, kind }) => [id, kind]),
      [[stuck, 'test.block']],
    );
    assert.deepEqual(
      jobs.recent.map(({ id, state, code }) => [id, state, code]),
      [[failed, 'failed', 'picture_damaged']],
    );
    assert.deepEqual([jobs.lastError?.id, jobs.lastError?.code], [failed, 'picture_damaged']);
    const { last, errors } = scans;
    assert.deepEqual(
      [last?.folder, last?.state, last?.found, last?.errors, last?.endedAt],
      ['/photos/2019', 'done', 3, 2, new Date(2_000).toISOString()],
    );
    assert.deepEqual(errors, [{ code: 'permission_denied', count: 2 }]);
  });

  it('[S-309] names what the schema lacks or has too much, without touching it', async () => {
    await using test = await openJobServer();
    await test.db.schema.dropIndex('job_failure').execute();
    await test.db.schema.createTable('stray').addColumn('id', 'text').execute();
    const { schemaDifferences } = (await snapshotOf(test)).database;
    assert.deepEqual(schemaDifferences, [
      { name: 'job_failure', kind: 'missing' },
      { name: 'stray', kind: 'extra' },
    ]);
  });

  it('[S-309] shows no password of the database, and no full paths to callers from elsewhere', async () => {
    await using test = await openJobServer();
    const { db: reader } = test;
    const schema = new SchemaWatch(reader, systemClock);
    const items = async () => ({ assets: 0, companions: 0, bytes: 0, problems: 0 });
    const state = await readLibraryState({ reader, place: 'postgres://ann:hunter2@nas/photos', schema, items });
    assert.equal(state.connection, 'postgres://ann@nas/photos');
    await addScan(test);
    const away = await test.server.inject({ url: '/health', remoteAddress: '10.0.0.9' });
    assert.equal(away.json<HealthView>().snapshot?.scans.last?.folder, '…/2019');
  });

  it('[S-309] waits for no writer', { timeout: 20_000 }, async () => {
    await using test = await openJobServer();
    await snapshotOf(test);
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const { promise: isBegun, resolve: begin } = Promise.withResolvers<void>();
    const writing = inTransaction(test.db, async (tx) => {
      await tx.updateTable('storage_root').set({ name: 'changed' }).execute();
      begin();
      await isOver;
    });
    await isBegun;
    try {
      assert.equal((await snapshotOf(test)).jobs.recent.length, 0);
    } finally {
      end();
      await writing;
    }
  });
});
