import { isAbsolute, resolve } from 'node:path';
import { type App, noteFailedStart, openApp } from './app.ts';
import { systemClock } from './base/clock.ts';
import { AppError, hasCode } from './base/errors.ts';
import { isInside } from './base/safe-path.ts';
import { assetTrace } from './catalogue/assets/asset-history.ts';
import { viewAsset } from './catalogue/assets/asset-view.ts';
import { listRoots } from './catalogue/roots/storage-roots.ts';
import type { FoundSettings } from './cli/find-settings.ts';
import type { Library, LibraryUse } from './cli/library.ts';
import { AssetId } from './contract/ids.ts';
import { outgrown } from './db/outgrown.ts';
import { viewEnhancement } from './derivatives/enhance/view-enhancement.ts';
import { sweep } from './derivatives/sweep-pictures.ts';
import { cancelSession } from './ingest/session/cancel-session.ts';
import { startImport } from './ingest/start-import.ts';
import { runWorker } from './run-worker.ts';

/** The product as the commands use it. @throws as `openApp` */
export async function openLibrary(found: FoundSettings, use: LibraryUse): Promise<Library> {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(
    await openApp({ paths: found.paths, configFile: found.file, env: process.env, isHolder: use === 'run' }),
  );
  const owned = stack.move();
  let worker: Awaited<ReturnType<typeof runWorker>> | undefined;
  return {
    log: app.log,
    outgrown: (stop) => outgrown(app.reader, systemClock, stop),
    work: async (ask) => {
      worker = owned.use(await noted(app, () => runWorker(app, ask)));
    },
    trouble: () => worker?.trouble(),
    // Loaded when a command serves: the others start without the web server.
    serve: async () => {
      const { runServer } = await import('./run-server.ts');
      return owned.use(await noted(app, () => runServer(app, found.config.server)));
    },
    startImport: (ask) =>
      asked(app, 'imports.start', ask, async () =>
        app.activity.session((await startImport({ ...app.ingest, sink: app.asked }, ask)).id),
      ),
    cancelImport: (id) =>
      asked(app, 'imports.cancel', { id }, () => cancelSession({ ...app.ingest, admin: app.engine }, id)),
    importView: (id) => app.activity.session(id),
    activity: () => app.activity.snapshot(),
    asset: async (idOrPath) => {
      const id = idOrPath.startsWith('as_') ? idOrPath : await assetOfPath(app, resolve(idOrPath));
      const asset = { ...(await viewAsset(app.reader, id, true)), ...(await viewEnhancement(app.reader, id)) };
      return { asset, trace: await assetTrace(app.reader, id) };
    },
    assetIdOf: (path) => findAssetOf(app, resolve(path)),
    sweep: (dryRun, signal) => asked(app, 'pictures.sweep', { dryRun }, () => sweep(app, dryRun, { signal })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Does what a command asks for without the API, and notes it as the API does. */
function asked<T>(
  { operations }: App,
  ...[name, input, work]: readonly [string, object, () => Promise<T>]
): Promise<T> {
  return operations.run({ origin: 'command-line', name, input }, work);
}

/** Notes in the log why a part did not start. Another worker that does the work already is no failure. */
async function noted<T>({ log }: App, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!hasCode(error, 'worker_active')) noteFailedStart(log, error);
    throw error;
  }
}

/** The asset of a file by its absolute path. @throws asset_not_found */
async function assetOfPath(app: App, path: string): Promise<string> {
  const id = await findAssetOf(app, path);
  if (id === undefined)
    throw new AppError('asset_not_found', 'No file of the library lies at this path', { details: { path } });
  return id;
}

async function findAssetOf(app: App, path: string): Promise<AssetId | undefined> {
  const roots = isAbsolute(path) ? (await listRoots(app.reader)).filter((root) => isInside(root.path, path)) : [];
  for (const root of roots) {
    const row = await app.reader
      .selectFrom('asset_file')
      .select('asset_id')
      .where('root_id', '=', root.id)
      .where('path', '=', path.slice(root.path.length + 1))
      .executeTakeFirst();
    if (row) return AssetId.parse(row.asset_id);
  }
  return undefined;
}
