import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { App } from '../src/app.ts';
import type { QueueView } from '../src/contract/job-overview.ts';
import { startImport } from '../src/ingest/start-import.ts';
import { runWorker } from '../src/run-worker.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { postgresPlace } from './fixtures/test-database.ts';
import { until } from './fixtures/until.ts';

async function cards(app: App): Promise<ReadonlyMap<string, QueueView>> {
  const { queues } = await app.overview.view();
  return new Map(queues.map((queue) => [queue.name, queue]));
}

/** Imports by the old names and leaves the pictures, then goes on with other names. */
async function prove(base: { database?: object; jobs?: object }): Promise<void> {
  await using library = await configuredLibrary(base);
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await library.photo(name);
  {
    await using app = await library.app();
    await using _worker = await runWorker(app, { queues: ['scan', 'metadata'] });
    await startImport({ ...app.ingest, sink: app.asked }, { path: library.photos, mode: 'in-place' });
    await until(async () => (await cards(app)).get('pictures')?.counts.ready === 3);
  }
  const queues = { pictures: 'previews', enhance: 'previews' };
  await library.configure({ ...base, jobs: { ...base.jobs, queues, limits: { previews: 1 } } });
  await using app = await library.app();
  await assert.rejects(runWorker(app, { queues: ['pictures'] }), {
    code: 'queue_unknown',
    message: 'There is no queue pictures; there are scan, metadata, previews, upkeep',
  });
  {
    await using _upkeep = await runWorker(app, { queues: ['upkeep'] });
    const why = (await cards(app)).get('pictures')?.why;
    assert.equal(why?.cause, 'no-worker-for-queue');
    assert.match(why?.cure ?? '', /supervisor work moves them/u);
  }
  await app.engine.pause('previews', 'a test');
  await using _worker = await runWorker(app, { queues: ['previews'] });
  await until(async () => (await cards(app)).get('previews')?.counts.ready === 3);
  const shown = await cards(app);
  assert.deepEqual([...shown.keys()], ['scan', 'metadata', 'previews', 'upkeep']);
  assert.deepEqual(shown.get('previews')?.kinds, ['derivative.pictures', 'derivative.enhance']);
  assert.equal(shown.get('previews')?.why?.cause, 'paused');
  await app.engine.resume('previews');
  const open = app.reader.selectFrom('asset').select('id').where('pictures_state', '!=', 'ready');
  await until(async () => (await open.execute()).length === 0);
  const ran = await app.engine.list({ kind: 'derivative.pictures' }, { limit: 9 });
  assert.deepEqual(
    ran.map(({ queue, state }) => `${queue} ${state}`),
    Array.from({ length: 3 }, () => 'previews done'),
  );
}

it('[I-026] goes on by new names of queues with what the old ones left, in a file', () => prove({}));

for (const engine of ['table', 'pg-boss']) {
  it(`[I-026] goes on by new names of queues with what the old ones left, in PostgreSQL by ${engine}`, async () => {
    await using place = await postgresPlace();
    await prove({ database: { url: place.file }, jobs: { engine } });
  });
}
