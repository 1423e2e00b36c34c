import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { it } from 'node:test';
import { AssetId, RootId, SessionId } from '../src/contract/ids.ts';
import { startImport } from '../src/ingest/start-import.ts';
import type { AnyKind } from '../src/jobs/kind.ts';
import { runJob } from '../src/jobs/run-job.ts';
import { kinds } from '../src/kinds.ts';
import { workerNeeds } from '../src/worker-needs.ts';
import { type ConfiguredLibrary, configuredLibrary } from './fixtures/configured-library.ts';

const TABLES = [
  'asset',
  'asset_file',
  'asset_version',
  'metadata_document',
  'derivative',
  'storage_root',
  'scan_folder',
  'import_session',
  'import_item',
];

/** All that jobs leave behind, but for the times at which they did it. */
async function traces(library: ConfiguredLibrary): Promise<unknown> {
  const rows = TABLES.map((table) => library.rows(`select * from ${table} order by 1, 2`).map(withoutTimes));
  const jobs = library.rows('select kind, unique_key, count(*) as n from job group by 1, 2 order by 1, 2');
  const pictures = await readdir(`${library.data}/derivatives`, { recursive: true });
  return { rows, jobs, pictures: pictures.toSorted(), backups: (await readdir(`${library.data}/backups`)).length };
}

function withoutTimes(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.endsWith('_ms') && name !== 'scans'));
}

it('[S-110, I-033] leaves the same behind whether a job of any kind runs once or twice', async () => {
  await using library = await configuredLibrary({ schedules: { keepBackups: 1 } });
  for (const name of ['a.jpg', 'b.jpg']) await library.photo(name);
  await using app = await library.app();
  const { id } = await startImport(app.ingest, { path: library.photos, mode: 'in-place' });
  const needs = workerNeeds(app);
  const inputs = async (kind: string): Promise<readonly object[]> => {
    const sessionId = SessionId.parse(id);
    if (kind === 'ingest.scan') return [{ sessionId }];
    const assets = library.rows('select id from asset').map((row) => ({ assetId: AssetId.parse(row['id']) }));
    if (kind === 'ingest.describe' || kind === 'derivative.pictures') return assets;
    const rootId = RootId.parse(library.rows('select id from storage_root')[0]?.['id']);
    return kind === 'ingest.pair' ? [{ rootId, sessionId, folders: [''], groups: [] }] : [{}];
  };
  for (const kind of kinds as readonly AnyKind[]) {
    for (const input of await inputs(kind.kind)) await runJob(kind, { input, needs });
    const once = await traces(library);
    for (const input of await inputs(kind.kind)) await runJob(kind, { input, needs, attempt: 2 });
    assert.deepEqual(await traces(library), once, kind.kind);
  }
  assert.equal(library.rows(`select id from asset where pictures_state = 'ready'`).length, 2);
});
