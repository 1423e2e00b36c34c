import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { newId } from '../base/ids.ts';
import { apiContract } from '../contract/api.ts';
import { CLIENT_HEADER, type OperationRow } from '../contract/operation.ts';
import { operationWords, UNNOTED } from '../contract/operation-words.ts';
import { inTransaction } from '../db/transaction.ts';
import { addOperation, removeOldOperations } from '../events/operations.ts';
import { newJob } from '../jobs/kind.ts';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import { type JobServer, openJobServer } from '../../test/fixtures/job-server.ts';
import { onPostgres } from '../../test/fixtures/test-database.ts';
import { shortInput } from './short-input.ts';

async function notedBy(test: JobServer, query = ''): Promise<readonly OperationRow[]> {
  return (await test.get(`/operations${query}`)).rows;
}

const DAY_MS = 86_400_000;

describe('the operation log', () => {
  it('[S-330] notes what was changed: when, by whom, what, with which outcome, how much, how long, by which request', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const reply = await test.server.inject({
      method: 'POST',
      url: '/api/jobs/hold',
      headers: { [CLIENT_HEADER]: 'pages' },
      body: { filter: { queue: 'light' } },
    });
    const [row, ...others] = await notedBy(test);
    assert.deepEqual(others, []);
    assert.equal(row?.id, reply.headers['x-request-id']);
    assert.ok(Math.abs(Date.now() - Date.parse(row?.at ?? '')) < 10_000);
    assert.ok((row?.durationMs ?? -1) >= 0);
    assert.deepEqual(
      { ...row, id: '', at: '', durationMs: 0 },
      {
        id: '',
        at: '',
        origin: 'pages',
        name: 'jobs.hold',
        input: { filter: { queue: 'light' } },
        outcome: 'ok',
        touched: 3,
        made: reply.json().change,
        durationMs: 0,
      },
    );
    await test.post('/jobs/undo', { change: row?.made });
    await test.post('/queues/light/pause', {});
    await test.post('/activity/resume', {});
    const later = await notedBy(test);
    assert.deepEqual(
      later.map(({ name, origin, touched }) => [name, origin, touched]),
      [
        ['system.resume', 'api', null],
        ['jobs.pause', 'api', 1],
        ['jobs.undo', 'api', 3],
        ['jobs.hold', 'pages', 3],
      ],
    );
  });

  it('[S-330] notes what was refused with its code, and nothing of what only looks, counts or hurries', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    await test.get('/jobs');
    await test.get('/jobs/overview');
    await test.post('/jobs/cancel', { filter: { queue: 'light' }, dryRun: true });
    await test.post('/assets/hurry', { ids: [newId('as', 1)] });
    assert.deepEqual(await notedBy(test), []);
    await test.post('/queues/picturs/pause', {});
    await test.post('/jobs/retry', {});
    await test.post('/imports', { path: '/there/is/none' });
    assert.deepEqual(
      (await notedBy(test)).map(({ name, outcome, touched }) => [name, outcome, touched]),
      [
        ['imports.start', 'folder_not_found', null],
        ['jobs.retry', 'bad_request', null],
        ['jobs.pause', 'queue_unknown', null],
      ],
    );
  });

  it('[S-330] is narrowed by origin, operation, group, outcome and time, and read page by page', async () => {
    await using test = await openJobServer();
    await test.post('/queues/pictures/pause', {});
    await test.post('/queues/nonsense/pause', {});
    await test.post('/activity/pause', {});
    const names = async (query: string): Promise<readonly string[]> =>
      (await notedBy(test, query)).map(({ name, outcome }) => `${name} ${outcome}`);
    assert.deepEqual(await names('?name=jobs'), ['jobs.pause queue_unknown', 'jobs.pause ok']);
    assert.deepEqual(await names('?name=system.pause'), ['system.pause ok']);
    assert.deepEqual(await names('?failed=true'), ['jobs.pause queue_unknown']);
    assert.deepEqual(await names('?origin=pages'), []);
    assert.deepEqual(await names(`?since=${new Date(Date.now() + DAY_MS).toISOString()}`), []);
    const first = await test.get('/operations?limit=2');
    const second = await test.get(`/operations?limit=2&cursor=${first.next}`);
    assert.deepEqual([first.rows.length, second.rows.length, second.next], [2, 1, undefined]);
    assert.equal((await test.get('/operations?cursor=nonsense')).code, 'bad_request');
    assert.equal((await test.get('/operations?name=jobs%25')).code, 'bad_request');
  });

  it('[S-330] never makes fail what it notes, nor holds it up', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    await test.db.schema.dropTable('operation').execute();
    assert.equal((await test.post('/jobs/cancel', { filter: { queue: 'light' } })).jobs, 1);
    assert.deepEqual((await test.get('/jobs?state=cancelled')).rows.length, 1);
  });

  it('[S-330] is read while nothing can be written, and completed when it can', { timeout: 20_000 }, async () => {
    await using test = await openJobServer();
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const { promise: isBegun, resolve: begin } = Promise.withResolvers<void>();
    const writing = inTransaction(test.db, async (tx) => {
      await tx.updateTable('operation').set({ touched: 1 }).execute();
      if (onPostgres) await sql`lock table operation in share row exclusive mode`.execute(tx);
      begin();
      await isOver;
    });
    await isBegun;
    await test.post('/jobs/undo', { change: newId('ch', 1) });
    assert.deepEqual(await notedBy(test), []);
    end();
    await writing;
    assert.deepEqual(
      (await notedBy(test)).map(({ name }) => name),
      ['jobs.undo'],
    );
  });

  it('[S-330] is kept for its days, and no longer', async () => {
    await using test = await openJobServer();
    const nowMs = Date.now();
    const row = { origin: 'api', name: 'jobs.hold', input: '{}', outcome: 'ok', duration_ms: 1 } as const;
    for (const days of [91, 89, 0]) {
      const atMs = nowMs - days * DAY_MS;
      await inTransaction(test.db, (tx) =>
        addOperation(tx, { ...row, id: newId('op', atMs), at_ms: atMs, touched: null, made: null }),
      );
    }
    assert.equal(await removeOldOperations(test.db, nowMs - 90 * DAY_MS), 1);
    assert.equal((await notedBy(test)).length, 2);
  });

  it('[S-330] knows every operation of the contract that changes something', () => {
    const changing = Object.entries(apiContract).flatMap(([group, procedures]) =>
      Object.entries(procedures).flatMap(([name, procedure]) =>
        procedure['~orpc'].route.method === 'GET' ? [] : [`${group}.${name}`],
      ),
    );
    assert.deepEqual(
      changing.filter((name) => !Object.hasOwn(operationWords, name) && !UNNOTED.has(name)),
      [],
    );
    assert.ok(changing.includes('jobs.retry'));
  });
});

describe('what an operation was asked for, as it is kept', () => {
  it('[S-330, S-331] shows no secret, whatever field it stands in', () => {
    const url = 'postgres://ann:hunter2@nas/photos?password=hunter2';
    const told = [
      shortInput('system.putConfig', { database: { url } }),
      shortInput('system.putConfig', { 'database.url': url }),
      shortInput('jobs.pause', { by: 'https://ann:hunter2@nas/x', apiKey: 'hunter2', name: url }),
    ].join('\n');
    assert.ok(!told.includes('hunter2'), told);
    assert.match(told, /"name":"postgres:\/\/…@nas\/photos"/u);
  });

  it('[S-330] is short: long lists by their number, long texts cut', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `jb_${n}`);
    assert.deepEqual(JSON.parse(shortInput('jobs.hold', { ids })), {
      ids: ['jb_0', 'jb_1', 'jb_2', 'and 9997 more'],
    });
    assert.ok(shortInput('imports.start', { path: 'x'.repeat(4_000) }).length < 300);
    const wide = Object.fromEntries(ids.map((id) => [id, Object.fromEntries(ids.slice(0, 60).map((of) => [of, of]))]));
    assert.ok(shortInput('system.putConfig', wide).length < 10_000);
    assert.equal(shortInput('system.pause', undefined), '{}');
  });
});
