import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { postgresClient } from '../src/db/postgres-client.ts';
import { startImport } from '../src/ingest/start-import.ts';
import { runWorker } from '../src/run-worker.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { postgresPlace } from './fixtures/test-database.ts';
import { until } from './fixtures/until.ts';

/** As a server without room: nothing of a job can be written, and all can be read. */
const REFUSE = `
create function refuse() returns trigger language plpgsql as $$
begin raise exception using errcode = '53100', message = 'No space left on device'; end $$;
create trigger refuse before update on job for each row execute function refuse()`;

it('tells in an import why nothing goes on while PostgreSQL has no room, and goes on when it has', async () => {
  await using place = await postgresPlace();
  await using library = await configuredLibrary({ database: { url: place.file } });
  await library.photo('a.jpg');
  await library.run('db', 'migrate');
  const client = postgresClient(place.file);
  await client.connect();
  try {
    await client.query(REFUSE);
    const importing = library.import();
    await until(() => isRefused(library.data));
    await client.query('drop trigger refuse on job');
    const { exit, lines } = await importing;
    assert.equal(exit, 0);
    const told = lines.flatMap(({ type, code }) => (type === 'away' || type === 'back' ? [[type, code]] : []));
    assert.deepEqual(told, [
      ['away', 'disk_full'],
      ['back', undefined],
    ]);
  } finally {
    await client.end();
  }
});

/** The worker has met it: the log says so. */
function isRefused(data: string): boolean {
  const file = join(data, 'logs', 'supervisor.log');
  return existsSync(file) && readFileSync(file, 'utf8').includes('The job database refused');
}

it('[S-106] tells the pages of a server what its database refuses, and no more when it takes it again', async () => {
  await using place = await postgresPlace();
  await using library = await configuredLibrary({ database: { url: place.file } });
  await library.photo('a.jpg');
  await using app = await library.app();
  await using _worker = await runWorker(app);
  const client = postgresClient(place.file);
  await client.connect();
  try {
    await client.query(REFUSE);
    const { id } = await startImport({ ...app.ingest, sink: app.asked }, { path: library.photos, mode: 'in-place' });
    await until(async () => (await app.overview.view()).why?.cause === 'worker-error');
    const { state, why } = await app.activity.snapshot();
    assert.deepEqual([state, why?.includes('No space left on device')], ['stalled', true]);
    assert.match((await app.overview.view()).why?.cure ?? '', /^Free space/u);
    await client.query('drop trigger refuse on job');
    await until(async () => (await app.activity.session(id)).state === 'done');
    assert.equal((await app.activity.snapshot()).why, null);
  } finally {
    await client.end();
  }
});
