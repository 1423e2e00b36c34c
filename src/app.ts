import { dirname } from 'node:path';
import { OperationLog } from './api/operation-log.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { toAppError } from './base/errors.ts';
import type { Log } from './base/log.ts';
import { openLocalBlobs } from './blobs/local.ts';
import type { FileBlobStore } from './blobs/store.ts';
import { type DataPaths, ensureFolders } from './config/data-paths.ts';
import { openLog } from './config/open-log.ts';
import { type LiveConfig, watchConfig } from './config/watch.ts';
import type { FilePlace } from './db/file-place.ts';
import type { LockWatch } from './db/lock-watch.ts';
import type { Database } from './db/database.ts';
import { seeRootsAt } from './catalogue/roots/local-roots.ts';
import { databaseClock } from './db/database-clock.ts';
import { assertMigrated } from './db/compare-migrations.ts';
import { holdLibrary } from './db/hold-library.ts';
import { migrate } from './db/migrate.ts';
import { type OpenDatabase, openDatabase, openReader } from './db/open.ts';
import { hasRoom } from './doctor/health/storage-parts.ts';
import { Activity } from './ingest/activity/activity.ts';
import type { IngestNeeds } from './ingest/ingest-needs.ts';
import { askedSink } from './jobs/asked-sink.ts';
import type { JobEngine, JobSink } from './jobs/engine.ts';
import type { AnyKind } from './jobs/kind.ts';
import { JobOverview, type OverviewNeeds } from './jobs/overview/job-overview.ts';
import type { JobWorker } from './jobs/worker.ts';
import { ingestNeeds } from './job-needs.ts';
import { heavyQueues, kinds } from './kinds.ts';
import { openEngine } from './open-engine.ts';
import { queueSettings } from './queue-settings.ts';
import { openTools, type Tools } from './open-tools.ts';

/** The opened product: what server, worker and commands are made of. Disposing closes it in reverse order. */
export interface App extends AsyncDisposable {
  readonly live: LiveConfig;
  readonly paths: DataPaths;
  readonly clock: Clock;
  readonly log: Log;
  readonly db: Database;
  /** Whether writes wait for another process; undefined where that cannot be told. */
  readonly lock: LockWatch | undefined;
  /** Where the database's file is now; undefined with a server. */
  readonly databasePlace: (() => Promise<FilePlace>) | undefined;
  /** A connection that only reads: what it reads waits for no writer. */
  readonly reader: Database;
  readonly engine: JobEngine;
  /** Where jobs are put in line that somebody asks for. */
  readonly asked: JobSink;
  readonly tools: Tools;
  /** Pictures and whatever else can be made again. */
  readonly blobs: FileBlobStore;
  readonly ingest: IngestNeeds;
  readonly activity: Activity;
  /** What runs, what waits and why. */
  readonly overview: JobOverview;
  /** The worker of this process, once there is one: only it knows what cannot be written. */
  readonly ownWork: { worker?: Pick<JobWorker, 'trouble'> };
  /** Where it is noted what people change. */
  readonly operations: OperationLog;
}

export interface AppOptions {
  readonly paths: DataPaths;
  readonly configFile: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Be the process that runs the library; without it this one only helps or looks. */
  readonly isHolder: boolean;
  /** Parts that tests put in the place of the real ones. */
  readonly replace?: { readonly clock?: Clock };
}

/**
 * Opens a library, making it on first use: folders, settings, log, catalogue (migrated, with a backup before), jobs, tools.
 * @throws migration_needed (of one who does not hold it) · migration_changed · folder_unusable · config_invalid · library_in_use · migration_failed · database_newer · database_damaged
 */
export async function openApp(options: AppOptions): Promise<App> {
  await using stack = new AsyncDisposableStack(); // whatever is open is closed in reverse, also when opening fails
  const { paths } = options;
  await ensureFolders(paths);
  const live = stack.use(await watchConfig({ file: options.configFile, env: options.env, dataFolder: paths.data }));
  const config = live.current();
  const { log, setLevel } = stack.use(openLog(paths.logs, config.logs));
  stack.use(live.onChange(({ config: changed }) => setLevel(changed.logs.level)));
  stack.use(
    live.onProblems((problems) =>
      log.warn({ component: 'config', problems }, 'The settings file has mistakes; the last good settings stay'),
    ),
  );
  try {
    return await openParts(options, { live, log, stack });
  } catch (error) {
    noteFailedStart(log, error);
    throw error;
  }
}

/** Notes why the product, or a part of it, did not start: the terminal that was told it may be nobody's. */
export function noteFailedStart(log: Log, error: unknown): void {
  log.error({ component: 'start', code: toAppError(error).code, error }, 'Supervisor could not start');
}

async function openParts(
  options: AppOptions,
  { live, log, stack }: { readonly live: LiveConfig; readonly log: Log; readonly stack: AsyncDisposableStack },
): Promise<App> {
  const { paths } = options;
  const config = live.current();
  const { busyTimeoutMs, synchronous } = config.database;
  const open = stack.use(await openDatabase({ file: paths.database, busyTimeoutMs, synchronous }));
  const own = options.replace?.clock ?? systemClock;
  const clock = open.url === undefined ? own : stack.use(await databaseClock(open.db, own));
  if (options.isHolder) {
    for (const step of await migrate(open, { backups: paths.backups }))
      log.info({ component: 'db', migration: step.name }, `Migrated: ${step.description.toLowerCase()}`);
    stack.use(await holdLibrary(open, clock, () => endAsLost(log)));
  } else await assertMigrated(open.db);
  const reader = stack.use(await openReader({ file: paths.database, busyTimeoutMs }));
  const isHelper = !options.isHolder && open.url !== undefined;
  const rootPaths = Object.fromEntries(Object.entries(config.roots).map(([id, { path }]) => [id, path]));
  seeRootsAt([open.db, reader.db], { paths: rootPaths, isHelper });
  const jobsLog = log.child({ component: 'jobs' });
  const engineParts = {
    engine: config.jobs.engine,
    queues: config.jobs.queues,
    clock,
    log: jobsLog,
    isHolder: options.isHolder,
  };
  const engine = stack.use(await openEngine(open, engineParts));
  const looks = { db: reader.db, clock, limits: () => queueSettings(live.current(), engine).limits };
  const engineName = open.url === undefined ? 'sqlite' : config.jobs.engine === 'table' ? 'postgres' : 'pg-boss';
  const tools = stack.use(openTools(config, { clock, log }));
  const blobs = stack.use(await openLocalBlobs(paths.derivatives));
  const ingestLog = log.child({ component: 'ingest' });
  const ingest = ingestNeeds({ db: open.db, engine, clock, log: ingestLog, live, paths });
  const ownWork: App['ownWork'] = {};
  const refusal = (): ReturnType<JobWorker['trouble']> => ownWork.worker?.trouble();
  const overview = overviewOf({ ...looks, freshMs: config.jobs.leaseMs, engine: engineName, refusal }, open, engine);
  const operations = stack.use(new OperationLog({ db: open.db, clock, log: log.child({ component: 'api' }) }));
  const owned = stack.move();
  return {
    live,
    paths,
    clock,
    log,
    db: open.db,
    lock: open.lock,
    databasePlace: open.place,
    reader: reader.db,
    engine,
    asked: askedSink(engine, () => live.current().jobs.caps),
    tools,
    blobs,
    ingest,
    activity: activityOf(looks, overview, engine),
    overview,
    ownWork,
    operations,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function activityOf(
  { limits, ...looks }: Pick<OverviewNeeds, 'db' | 'clock' | 'limits'>,
  overview: JobOverview,
  engine: JobEngine,
): Activity {
  const isOff = (queue: string): boolean => limits?.()[engine.queueOf({ queue })] === 0;
  return new Activity({ ...looks, why: (running) => overview.why(running), isOff });
}

/** A database file can be without room; a server looks after its own disks. */
function overviewOf(
  looks: Pick<OverviewNeeds, 'db' | 'clock' | 'freshMs' | 'engine' | 'refusal' | 'limits'>,
  { file, url }: Pick<OpenDatabase, 'file' | 'url'>,
  { queueOf }: JobEngine,
): JobOverview {
  const room = url === undefined ? () => hasRoom(dirname(file)) : async () => true;
  return new JobOverview({
    ...looks,
    kinds: kinds.map((kind: AnyKind) => ({ ...kind, queue: queueOf(kind) })),
    heavyQueues: heavyQueues.map((queue) => queueOf({ queue })),
    hasRoom: room,
  });
}

/** The library is another's by now: whatever we still did would be done twice. */
function endAsLost(log: Log): void {
  log.error({ component: 'db', code: 'library_in_use' }, 'Another process has taken the library over; this one ends');
  process.kill(process.pid, 'SIGTERM');
}
