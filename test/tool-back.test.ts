import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import { type App, openApp } from '../src/app.ts';
import { getSettings } from '../src/cli/find-settings.ts';
import { sampleAvi } from '../src/doctor/samples/sample-avi.ts';
import { reconcile } from '../src/ingest/reconcile.ts';
import { startImport } from '../src/ingest/start-import.ts';
import { newJob } from '../src/jobs/kind.ts';
import { runWorker } from '../src/run-worker.ts';
import { openWorker } from '../src/jobs/worker.ts';
import { kinds } from '../src/kinds.ts';
import { workerNeeds } from '../src/worker-needs.ts';
import { tempFolder } from './fixtures/temp-folder.ts';
import { until } from './fixtures/until.ts';

const NO_EXIFTOOL = 'metadata: { exiftool: /nowhere/exiftool }';
const NO_VIDEO_TOOL = 'video: { engine: ffmpeg, ffmpeg: /nowhere/ffmpeg, ffprobe: /nowhere/ffprobe }';

/** The product with its work, by these settings. */
async function open(folder: string, settings: string): Promise<App> {
  const config = join(folder, 'config.yaml');
  await writeFile(config, settings);
  await using stack = new AsyncDisposableStack();
  const { paths, file } = await getSettings({ data: join(folder, 'data'), config, json: false }, {});
  const app = stack.use(await openApp({ paths, configFile: file, env: {}, isHolder: true }));
  const slots = { cpu: 2, disk: 2, tags: 32 };
  const needs = workerNeeds(app);
  stack.use(await openWorker({ source: app.engine, kinds, needs, slots, clock: app.clock, log: app.log }));
  const owned = stack.move();
  return { ...app, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** By kind: how metadata and pictures are, and why. */
async function look({ db }: App): Promise<Record<string, (string | null)[]>> {
  const rows = await db
    .selectFrom('asset')
    .select(['kind', 'metadata_state', 'metadata_code', 'pictures_state', 'pictures_code'])
    .execute();
  return Object.fromEntries(
    rows.map((row) => [row.kind, [row.metadata_state, row.metadata_code, row.pictures_state, row.pictures_code]]),
  );
}

type Look = (string | null)[];
const READY: Look = ['ready', null, 'ready', null];
const DESCRIBED_WITHOUT: Look = ['degraded', 'metadata_tool_missing', 'ready', null];

/** Imports a photo and a clip without tools, and looks at them then and after the tools are back. */
async function prove(settings: string, without: { image: Look; video: Look }): Promise<void> {
  await using folder = await tempFolder();
  const photos = join(folder.path, 'photos');
  await mkdir(photos);
  await writeFile(join(photos, 'clip.avi'), sampleAvi({ widthPx: 64, heightPx: 48 }));
  const image = sharp({ create: { width: 640, height: 480, channels: 3, background: '#346' } });
  await writeFile(join(photos, 'photo.jpg'), await image.jpeg().toBuffer());
  const reaches = async (app: App, all: Record<string, Look>): Promise<void> => {
    await until(async () => isDeepStrictEqual(await look(app), all)).catch(() => undefined);
    assert.deepEqual(await look(app), all);
  };
  {
    await using app = await open(folder.path, settings);
    await startImport(app.ingest, { path: photos, mode: 'in-place' });
    await reaches(app, without);
    await app.engine.enqueue([newJob(reconcile, {})]);
    await until(
      async () => (await app.engine.list({ kind: reconcile.kind, state: 'done' }, { limit: 1 })).length === 1,
    );
    assert.deepEqual(await look(app), without, 'nothing is done again while the tools are missing');
  }
  await using app = await open(folder.path, '');
  await app.engine.enqueue([newJob(reconcile, {})]); // as at each start
  await reaches(app, { image: READY, video: READY });
}

describe('what was done while tools were missing', () => {
  it('[I-031] [I-W29] is done again, better, once ExifTool and the video tool are there', async () => {
    // the built-in reader knows no clips, and their pictures wait for the tool
    const video: Look = ['failed', 'metadata_tool_missing', 'waiting', null];
    await prove(`${NO_EXIFTOOL}\n${NO_VIDEO_TOOL}`, { image: DESCRIBED_WITHOUT, video });
  });

  it('[I-031] is done again for clips alone where only the video tool was missing', async () => {
    await prove(NO_VIDEO_TOOL, { image: READY, video: ['degraded', 'video_tool_missing', 'waiting', null] });
  });
});

it('[I-031] [S-103] leaves clips to a machine that has a video tool, where the one that runs the library lacks it', async () => {
  await using folder = await tempFolder();
  const data = join(folder.path, 'data');
  const machine = async (name: string, settings: string): Promise<App & { workerId: string }> => {
    const config = join(folder.path, `${name}.yaml`);
    await writeFile(config, settings);
    await using stack = new AsyncDisposableStack();
    const { paths, file } = await getSettings({ data, config, json: false }, {});
    const app = stack.use(await openApp({ paths, configFile: file, env: {}, isHolder: name === 'main' }));
    stack.use(await runWorker(app));
    const workers = await app.db.selectFrom('worker').select('id').orderBy('id', 'desc').execute();
    const owned = stack.move();
    return { ...app, workerId: workers[0]?.id ?? '', [Symbol.asyncDispose]: () => owned.disposeAsync() };
  };
  const photos = join(folder.path, 'photos');
  await mkdir(photos);
  const ready = async (app: App): Promise<number> => {
    const rows = await app.db.selectFrom('asset').select('pictures_state').execute();
    return rows.filter(({ pictures_state: state }) => state === 'ready').length;
  };
  const addClip = async (app: App, name: string, widthPx: number): Promise<void> => {
    await writeFile(join(photos, name), sampleAvi({ widthPx, heightPx: 48 }));
    await startImport(app.ingest, { path: photos, mode: 'in-place' });
  };
  await using main = await machine('main', NO_VIDEO_TOOL);
  await addClip(main, 'first.avi', 64);
  const video = async () => (await main.engine.services()).find(({ name }) => name === 'tool:video');
  await until(async () => (await video())?.state === 'down');
  await using second = await machine('second', '');
  await until(async () => (await ready(main)) === 1);
  await addClip(main, 'second.avi', 80);
  await until(async () => (await ready(main)) === 2);
  assert.equal((await video())?.state, 'up', 'it is missing on one machine only');
  const lacks = async (id: string): Promise<string | undefined> =>
    (await main.db.selectFrom('worker').select('lacks').where('id', '=', id).executeTakeFirst())?.lacks;
  await until(async () => (await lacks(main.workerId)) === '["tool:video"]');
  assert.equal(await lacks(second.workerId), '[]');
});
