import type { App } from './app.ts';
import { systemClock } from './base/clock.ts';
import { AppError } from './base/errors.ts';
import type { WorkAsk } from './cli/library.ts';
import { videoTool } from './derivatives/picture-routes.ts';
import { sweepLeftTemps } from './derivatives/sweep-left-temps.ts';
import { kinds } from './kinds.ts';
import type { QueueNaming } from './jobs/queue-naming.ts';
import { queueSettings } from './queue-settings.ts';
import { localRoots } from './catalogue/roots/local-roots.ts';
import { type LocalTool, watchReach } from './ingest/watch-reach.ts';
import { watchRoots } from './ingest/watch-roots.ts';
import { reconcile } from './ingest/reconcile.ts';
import { newJob } from './jobs/kind.ts';
import { startScheduler } from './jobs/scheduler.ts';
import { type JobWorker, openWorker } from './jobs/worker.ts';
import { picturesAtOnce } from './pictures-at-once.ts';
import { runWindowsOf } from './run-windows.ts';
import { schedulesOf } from './schedules.ts';
import { workerNeeds } from './worker-needs.ts';

/** Missing work is derived from the catalogue so long after the start: what somebody asked for with it goes first. */
const CALM_MS = 3_000;

/**
 * Starts a worker of this library in this process and has everything that is due put in line.
 * @throws queue_unknown · worker_active
 */
export async function runWorker(app: App, ask: WorkAsk = {}): Promise<Pick<JobWorker, 'trouble'> & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const config = app.live.current();
  const seeing = { ...app.ingest, admin: app.engine };
  const reach = stack.use(await watchReach(seeing, [videoOf(app)]));
  const startedMs = systemClock.now(); // as file systems tell the time
  const worker: JobWorker = stack.use(
    await openWorker({
      source: app.engine,
      kinds: kindsOf(app.engine, ask.queues),
      needs: workerNeeds(app),
      slots: {
        cpu: ask.concurrency ?? picturesAtOnce(config),
        disk: 2,
        tags: TAGS_AT_ONCE * config.metadata.processes,
        jobs: ask.concurrency ?? JOBS_AT_ONCE,
      },
      isExclusive: ask.isExclusive ?? false,
      clock: app.clock,
      log: app.log.child({ component: 'worker' }),
      leaseMs: config.jobs.leaseMs,
      heartbeatMs: config.jobs.heartbeatMs,
      limits: () => queueSettings(app.live.current(), app.engine).limits,
      isUnreachable: reach.isUnreachable,
      lacks: reach.lacks,
    }),
  );
  app.ownWork.worker = worker;
  await sweepLeftTemps(app, worker.id, startedMs);
  // Who only helps, maybe on another machine, leaves alone what it does not see; who runs the library notes what is away.
  if (!localRoots(app.db).isHelper) stack.use(watchRoots(seeing));
  await app.engine.keepRunWindows(runWindowsOf(config, app.engine));
  const scheduler = stack.use(await startScheduler({ ...app.ingest, kinds }, schedulesOf(config)));
  stack.use(
    app.live.onChange(({ config: changed }) => {
      Promise.all([
        scheduler.follow(schedulesOf(changed)),
        app.engine.keepRunWindows(runWindowsOf(changed, app.engine)),
      ]).catch((error: unknown) => app.log.warn({ error }, 'Schedules and hours stay as they were'));
    }),
  );
  const reconcileSoon = setTimeout(() => {
    app.engine
      .enqueue([newJob(reconcile, {})])
      .catch((error: unknown) => app.log.warn({ error }, 'The reconciler could not be put in line'));
  }, CALM_MS);
  stack.defer(() => clearTimeout(reconcileSoon));
  const owned = stack.move();
  app.log.info({ component: 'worker', worker: worker.id }, 'A worker runs');
  return { trouble: worker.trouble, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function videoOf({ tools }: App): LocalTool {
  return {
    service: videoTool,
    isHere: async () => (await tools.video()).video !== undefined,
    isMissing: tools.isVideoMissing,
  };
}

/** The kinds of these queues; all without. @throws queue_unknown */
function kindsOf(
  { queueOf }: Pick<QueueNaming, 'queueOf'>,
  queues: WorkAsk['queues'],
): typeof kinds | (typeof kinds)[number][] {
  if (queues === undefined) return kinds;
  const known = new Set(kinds.map(queueOf));
  const unknown = queues.filter((queue) => !known.has(queue));
  if (unknown.length > 0) {
    throw new AppError('queue_unknown', `There is no queue ${unknown.join(', ')}; there are ${[...known].join(', ')}`, {
      details: { unknown, known: [...known] },
    });
  }
  return kinds.filter((kind) => queues.includes(queueOf(kind)));
}

/** Most jobs at once, whatever they hold. */
const JOBS_AT_ONCE = 64;
/** Files of one exiftool command: it reads them together, so that many descriptions wait for one answer. */
const TAGS_AT_ONCE = 32;
