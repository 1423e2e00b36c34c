import { release, type as system } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from './app.ts';
import { isPostgresUrl } from './base/database-url.ts';
import { hasCode, toAppError } from './base/errors.ts';
import { listRoots } from './catalogue/roots/storage-roots.ts';
import type { HealthView } from './contract/health.ts';
import type { CheckLine } from './contract/system.ts';
import { SchemaWatch } from './db/schema-watch.ts';
import { makePictures } from './derivatives/make-pictures.ts';
import type { DatabaseNow } from './doctor/health/database-part.ts';
import { DiskHistory } from './doctor/health/disk-history.ts';
import { ProgressWatch } from './doctor/health/progress-watch.ts';
import { readLibraryState } from './doctor/health/library-state.ts';
import { readRecentWork } from './doctor/health/recent-work.ts';
import { type HealthFacts, viewHealth } from './doctor/health/view-health.ts';
import { logFiles } from './doctor/logs/log-files.ts';
import { packageFacts } from './package-facts.ts';

/** Asked again after this long: the checks write a file into each folder to prove it writable. */
const CHECKS_KEPT_MS = 15_000;

/** Health of this library as pages, `/health` and the command tell it. */
export function healthOf(app: App, checks: () => Promise<readonly CheckLine[]>): () => Promise<HealthView> {
  const startedAtMs = app.clock.now();
  const disks = new DiskHistory(join(app.paths.data, 'disk-history.json'));
  const progress = new ProgressWatch();
  const schema = new SchemaWatch(app.reader, app.clock);
  let last: { readonly atMs: number; readonly lines: Promise<readonly CheckLine[]> } | undefined;
  return async () => {
    const nowMs = app.clock.now();
    if (last === undefined || nowMs - last.atMs > CHECKS_KEPT_MS) last = { atMs: nowMs, lines: checks() };
    const lines = await last.lines;
    const config = app.live.current();
    const { roots, overview, recent, library } = await readLibrary(app, schema);
    // it comes back at any moment, and then must not be told to be away any longer
    if (lines.some(({ id, state }) => id === 'database' && state !== 'ok')) last = undefined;
    return await viewHealth({
      nowMs,
      about: { version: packageFacts.version, startedAtMs, freshMs: config.jobs.leaseMs },
      overview,
      database: await databaseNow(app),
      recent,
      library,
      checks: lines,
      folders: [
        ...databaseFolder(app.paths.database),
        { id: 'disk.pictures', title: 'Room for pictures', path: app.paths.derivatives, mandatory: true },
      ],
      roots: roots.map(({ id, name, path, state, managed }) => ({ id, name, path, state, managed: managed === 1 })),
      logs: { files: await logFiles(app.paths.logs), keep: config.logs.keep },
      disks,
      progress,
      versions: versionsOf(lines),
    });
  };
}

/** What the database says. */
type Told = Pick<HealthFacts, 'overview' | 'recent' | 'library'> & {
  readonly roots: Awaited<ReturnType<typeof listRoots>>;
};

/** Asks it; where it says nothing, why. @throws busy: it is asked again */
async function readLibrary(app: App, schema: SchemaWatch): Promise<Told> {
  const { reader, activity, paths } = app;
  try {
    return {
      roots: await listRoots(reader),
      overview: await app.overview.view(),
      recent: await readRecentWork(app, makePictures.kind),
      library: await readLibraryState({ reader, place: paths.database, schema, items: () => activity.items() }),
    };
  } catch (error) {
    if (hasCode(error, 'busy')) throw error;
    const recent = { lastFailure: undefined, pictures: undefined };
    return { roots: [], overview: toAppError(error), recent, library: undefined };
  }
}

async function databaseNow({ paths, lock, databasePlace }: App): Promise<DatabaseNow | null> {
  if (databasePlace === undefined) return null;
  return { path: paths.database, place: await databasePlace(), blockedMs: lock?.blockedMs ?? 0 };
}

/** A server looks after its own disks. */
function databaseFolder(place: string): { id: string; title: string; path: string; mandatory: true }[] {
  if (isPostgresUrl(place)) return [];
  return [{ id: 'disk.database', title: 'Room for the database', path: dirname(place), mandatory: true }];
}

function versionsOf(lines: readonly CheckLine[]): Record<string, string> {
  const tools = lines.filter(({ id, state }) => id.startsWith('tool.') && id !== 'tool.video' && state === 'ok');
  return {
    supervisor: packageFacts.version,
    node: process.versions.node,
    system: `${system()} ${release()} ${process.arch}`,
    sqlite: process.versions['sqlite'] ?? 'unknown',
    ...Object.fromEntries(tools.map(({ id, detail }) => [id.slice('tool.'.length), detail])),
  };
}
