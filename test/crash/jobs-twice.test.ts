import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import sharp from 'sharp';
import { type App, openApp } from '../../src/app.ts';
import { getSettings } from '../../src/cli/find-settings.ts';
import { AssetId } from '../../src/contract/ids.ts';
import { askEnhancement } from '../../src/derivatives/enhance/ask-enhancement.ts';
import { startImport } from '../../src/ingest/start-import.ts';
import { kinds } from '../../src/kinds.ts';
import { openWorker } from '../../src/jobs/worker.ts';
import { workerNeeds } from '../../src/worker-needs.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';

const TABLES = [
  'asset',
  'asset_version',
  'asset_file',
  'metadata_document',
  'derivative',
  'storage_root',
  'scan_folder',
] as const;
/** Says when and how often something was looked at, which the second run changes. */
const LOOKED_AT = /(?:updated_at_ms|made_at_ms|read_at_ms|scan_at_ms|scans)$/;

/** Photos, one of them twice, one with a sidecar, one larger than its preview, and a file that is none. */
async function makePhotos(folder: string): Promise<void> {
  await mkdir(join(folder, 'day'), { recursive: true });
  for (const n of [1, 2, 3, 4]) {
    const image = sharp({ create: { width: 640, height: 480, channels: 3, background: { r: n * 50, g: 90, b: 30 } } });
    await writeFile(join(folder, 'day', `IMG_${n}.jpg`), await image.jpeg().toBuffer());
  }
  const large = sharp({ create: { width: 2_800, height: 2_100, channels: 3, background: '#268' } });
  await writeFile(join(folder, 'day', 'large.jpg'), await large.jpeg().toBuffer());
  await writeFile(join(folder, 'again.jpg'), await readFile(join(folder, 'day', 'IMG_1.jpg')));
  await writeFile(join(folder, 'day', 'IMG_2.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  await writeFile(join(folder, 'broken.jpg'), 'this is no picture');
}

/** Everything the catalogue says, and the hash of every file made. */
async function snapshot({ db, paths }: App, photos: string): Promise<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  for (const table of TABLES) {
    const rows = await db.selectFrom(table).selectAll().execute();
    told[table] = rows
      .map((row) => JSON.stringify(Object.entries(row).filter(([name]) => !LOOKED_AT.test(name))))
      .toSorted();
  }
  for (const folder of [photos, paths.derivatives]) {
    for (const file of filesBelow(folder)) {
      told[file] = createHash('sha256')
        .update(await readFile(join(folder, file)))
        .digest('hex');
    }
  }
  return told;
}

async function idle({ engine }: App): Promise<void> {
  await until(async () => {
    const { waiting, running } = await engine.totals();
    return waiting + running === 0;
  }, 60_000);
}

it('[S-110] [I-033] [M-004] comes to the same catalogue and the same files when each job of every kind runs twice', async () => {
  await using folder = await tempFolder();
  const photos = join(folder.path, 'photos');
  await makePhotos(photos);
  const { paths, file } = await getSettings({ data: join(folder.path, 'data'), config: undefined, json: false }, {});
  await using app = await openApp({ paths, configFile: file, env: {}, isHolder: true });
  const options = { source: app.engine, kinds, needs: workerNeeds(app), clock: app.clock, log: app.log };
  await using _worker = await openWorker({ ...options, slots: { cpu: 2, disk: 2, tags: 32 } });
  await startImport(app.ingest, { path: photos, mode: 'in-place' });
  await idle(app);
  const assets = await app.db.selectFrom('asset').select('id').where('name', '=', 'large.jpg').execute();
  const ids = assets.map(({ id }) => AssetId.parse(id));
  await askEnhancement({ db: app.db, sink: app.engine }, { ids, isDryRun: false });
  await idle(app);
  const ran = new Set((await app.engine.counts()).map(({ kind }) => kind));
  const others = kinds.filter(({ kind, input }) => !ran.has(kind) && input.safeParse({}).success);
  await app.engine.enqueue(others.map((kind) => ({ kind, input: {} })));
  await idle(app);
  const once = await snapshot(app, photos);
  const jobs = await app.engine.list({}, { limit: 1_000 });
  for (const { kind: name, payload } of jobs.toReversed()) {
    const kind = kinds.find((one) => one.kind === name);
    assert.ok(kind, name);
    await app.engine.enqueue([{ kind, input: payload }]);
    await idle(app);
  }
  assert.deepEqual(await snapshot(app, photos), once);
  const done = new Map<string, number>();
  for (const { kind, state, count } of await app.engine.counts()) {
    assert.equal(state, 'done', kind);
    done.set(kind, count);
  }
  for (const { kind } of kinds) assert.ok((done.get(kind) ?? 0) >= 2, `${kind} ran ${done.get(kind) ?? 0} times`);
});
