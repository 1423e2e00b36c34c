import type { FastifyInstance } from 'fastify';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { systemClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { silentLog } from '../base/log.ts';
import { insertAssets, newAsset, type ContentFacts } from '../catalogue/assets/new-asset.ts';
import { insertFiles, newFile } from '../catalogue/files/file-rows.ts';
import { createRoot, type StorageRoot } from '../catalogue/roots/storage-roots.ts';
import { TimelineIndex } from '../catalogue/timeline/timeline-index.ts';
import { watchConfig } from '../config/watch.ts';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase, openReader } from '../db/open.ts';
import { inTransaction } from '../db/transaction.ts';
import { append } from '../events/append.ts';
import { Activity } from '../ingest/activity/activity.ts';
import { SqliteEngine } from '../jobs/engines/sqlite/sqlite-engine.ts';
import type { ApiNeeds } from './api-needs.ts';
import { buildServer } from './serve.ts';

/** A server over a real catalogue in a temp folder, without a worker; for tests by `inject`. */
export interface TestServer extends AsyncDisposable {
  readonly server: FastifyInstance;
  readonly db: Database;
  readonly folder: string;
  readonly hurried: string[];
  readonly engine: SqliteEngine;
  /** Writes a file below the root and catalogues it as it is. @returns the asset's id */
  addAsset(name: string, bytes: Uint8Array, facts?: Partial<ContentFacts>): Promise<string>;
}

/** Opens one. `replace`: parts of the needs that the test looks at. */
export async function openTestServer(replace: Partial<ApiNeeds> = {}): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  const file = join(folder, 'catalogue.sqlite');
  const open = stack.use(await openDatabase({ file }));
  await migrate(open);
  const reader = stack.use(await openReader({ file }));
  const engine = stack.use(new SqliteEngine(open, systemClock, silentLog));
  const live = stack.use(await watchConfig({ file: join(folder, 'config.yaml'), env: {}, dataFolder: folder }));
  const hurried: string[] = [];
  const needs: ApiNeeds = {
    reader: reader.db,
    timeline: new TimelineIndex(reader.db),
    activity: new Activity({ db: reader.db, clock: systemClock, admin: engine }),
    ingest: {
      db: open.db,
      sink: engine,
      clock: systemClock,
      log: silentLog,
      ingestSettings: () => ({
        ignore: [],
        followLinks: false,
        settleMs: 0,
        readers: 1,
        layout: 'date',
        library: join(folder, 'library'),
        traces: true,
      }),
      describeAgain: () => {
        throw new Error('no kinds in this test');
      },
      followUps: () => [],
    },
    admin: engine,
    hurry: { add: (id) => hurried.push(id) },
    config: live,
    log: silentLog,
    heavyQueues: ['pictures'],
    about: { version: '0.0.0', startedAtMs: 0, dataDir: folder },
    pictureFile: async () => undefined,
    embeddedThumbnail: async () => undefined,
    checks: async () => [],
    ...replace,
  };
  const server = await buildServer(needs, { hosts: [], webDir: join(folder, 'no-pages') });
  stack.defer(() => server.close());
  const root = await inTransaction(open.db, (tx) =>
    createRoot(tx, { path: folder, volume: 'test', managed: false }, systemClock),
  );
  const owned = stack.move();
  return {
    server,
    db: open.db,
    folder,
    hurried,
    engine,
    addAsset: (name, bytes, facts = {}) => addAsset({ db: open.db, root }, { name, bytes, facts }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function addAsset(
  to: { db: Database; root: StorageRoot },
  file: { name: string; bytes: Uint8Array; facts: Partial<ContentFacts> },
): Promise<string> {
  await writeFile(join(to.root.path, file.name), file.bytes);
  const nowMs = Date.now();
  const asset = newAsset(
    {
      checksum: newId('as', nowMs),
      kind: 'image',
      format: 'jpeg',
      mime: 'image/jpeg',
      mismatch: null,
      name: file.name,
      sizeBytes: file.bytes.length,
      mtimeMs: nowMs,
      widthPx: 300,
      heightPx: 200,
      orientation: 1,
      local: '2019-05-04T14:03:21',
      embedded: null,
      hasGeneration: false,
      camera: null,
      ...file.facts,
    },
    nowMs,
  );
  const stat = { sizeBytes: file.bytes.length, mtimeMs: nowMs, inode: '1' };
  const row = newFile(
    { assetId: asset.id, rootId: to.root.id, path: file.name, role: 'original', checksum: asset.checksum, stat },
    nowMs,
  );
  await inTransaction(to.db, async (tx) => {
    await insertAssets(tx, [asset]);
    await insertFiles(tx, [row]);
    await append(tx, [{ type: 'asset.imported', version: 1, subject: asset.id, data: {} }], nowMs);
  });
  return asset.id;
}
