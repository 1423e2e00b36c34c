import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Client } from 'pg';
import { clientOf } from '../src/cli/server-calls.ts';
import { inTransaction } from '../src/db/transaction.ts';
import { postgresClient } from '../src/db/postgres-client.ts';
import { migratedPostgres, onPostgres } from './fixtures/test-database.ts';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';

/** Long before a write itself gives up; the rest is the request's own time on a busy machine. */
const AT_ONCE_MS = 2_000;

/** A change while others hold what it needs. */
async function change({ server }: TestServer): Promise<{ status: number; code: string; retryAfter: unknown }> {
  const askedMs = performance.now();
  const reply = await server.inject({ method: 'POST', url: '/api/queues/pictures/pause', body: {} });
  assert.ok(performance.now() - askedMs < AT_ONCE_MS, `answered after ${performance.now() - askedMs} ms`);
  return { status: reply.statusCode, code: reply.json().code, retryAfter: reply.headers['retry-after'] };
}

async function assertReads({ server }: TestServer): Promise<void> {
  for (const url of ['/api/jobs/status', '/api/activity', '/api/jobs/overview', '/health', '/metrics'])
    assert.notEqual((await server.inject({ url })).statusCode, 503, url);
}

const BUSY = { status: 503, code: 'busy', retryAfter: '1' };

/** A connection that holds locks until it rolls back. */
async function openOther(url: string): Promise<Client & AsyncDisposable> {
  const client = postgresClient(url);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

describe('while another process writes', () => {
  if (!onPostgres) {
    it('[S-298] [S-303] reads at once, and refuses a change within moments with busy and Retry-After', async () => {
      await using test = await openTestServer();
      using other = new DatabaseSync(join(test.folder, 'catalogue.sqlite'));
      other.exec('begin immediate');
      assert.deepEqual(await change(test), BUSY);
      await assertReads(test);
      other.exec('rollback');
      assert.equal((await change(test)).status, 200);
    });
  }

  it('[S-298] does so with PostgreSQL, whichever lock is held, and writes nothing of what it refused', async () => {
    await using place = await migratedPostgres();
    await using test = await openTestServer({}, 'no-pages', place.file);
    await using other = await openOther(place.file);
    assert.equal((await change(test)).status, 200);
    await test.server.inject({ method: 'POST', url: '/api/queues/pictures/resume', body: {} });
    await other.query('begin');
    await other.query(`select * from job_queue where name = 'pictures' for update`);
    assert.deepEqual(await change(test), BUSY);
    await assertReads(test);
    await other.query('rollback');
    assert.deepEqual(await test.engine.paused(), []);
    await other.query('begin');
    await other.query('lock table storage_root in exclusive mode');
    await other.query('select pg_advisory_xact_lock(7305816)'); // the right to write
    const askedMs = performance.now();
    const body = { path: test.folder, mode: 'in-place' };
    const imported = await test.server.inject({ method: 'POST', url: '/api/imports', body });
    assert.deepEqual([imported.statusCode, imported.json().code], [503, 'busy']);
    assert.ok(performance.now() - askedMs < AT_ONCE_MS);
    await other.query('rollback');
    assert.equal((await change(test)).status, 200);
  });

  it('lets a command wait, which asks again until the change is made', async () => {
    await using place = await migratedPostgres();
    await using test = await openTestServer({}, 'no-pages', place.file);
    await using other = await openOther(place.file);
    await other.query('begin');
    await other.query(`lock table job_queue in exclusive mode`);
    const url = await test.server.listen({ host: '127.0.0.1', port: 0 });
    const asked = clientOf(`${url}/`).jobs.pause({ name: 'pictures', by: 'me' });
    assert.deepEqual(await change(test), BUSY);
    await other.query('rollback');
    assert.equal((await asked).paused?.by, 'me');
  });

  it('[S-298] does so where all connections to PostgreSQL are in use', async () => {
    await using place = await migratedPostgres();
    await using test = await openTestServer({}, 'no-pages', place.file);
    const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
    // the first holds the right to write, the others stand in line for it
    const writing = Array.from({ length: 20 }, () => inTransaction(test.db, () => release));
    assert.deepEqual(await change(test), BUSY);
    await assertReads(test);
    letGo();
    await Promise.all(writing);
    assert.equal((await change(test)).status, 200);
  });
});
