import type { App } from './app.ts';
import { kinds } from './kinds.ts';
import { watchRoots } from './ingest/watch-roots.ts';
import { pruneToday } from './ingest/prune-imports.ts';
import { reconcile } from './ingest/reconcile.ts';
import type { NewJob } from './jobs/engine.ts';
import { newJob } from './jobs/kind.ts';
import { scheduleUpkeep } from './jobs/upkeep.ts';
import { type JobWorker, openWorker } from './jobs/worker.ts';
import { workerNeeds } from './worker-needs.ts';

/** How often missing work is derived from the catalogue, beside at each start. */
const RECONCILE_MS = 10 * 60_000;
/** Wait for the first time, after the start. */
const CALM_MS = 3_000;

/** Starts a worker of this library in this process and has everything that is due put in line. */
export async function runWorker(app: App): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const config = app.live.current();
  const worker: JobWorker = stack.use(
    await openWorker({
      source: app.engine,
      kinds,
      needs: workerNeeds(app),
      slots: { cpu: config.pictures.concurrency, disk: 2, tags: TAGS_AT_ONCE * config.metadata.processes, jobs: 64 },
      clock: app.clock,
      log: app.log.child({ component: 'worker' }),
      leaseMs: config.jobs.leaseMs,
      heartbeatMs: config.jobs.heartbeatMs,
    }),
  );
  stack.use(watchRoots({ ...app.ingest, admin: app.engine }));
  await scheduleUpkeep(app.engine, app.clock.now());
  const derive = (...more: readonly NewJob[]): void => {
    app.engine
      .enqueue([newJob(reconcile, {}), ...more])
      .catch((error: unknown) => app.log.warn({ error }, 'The reconciler could not be put in line'));
  };
  // What somebody asked for with the start goes first.
  const first = setTimeout(() => derive(pruneToday(app.clock.now())), CALM_MS);
  const timer = setInterval(derive, RECONCILE_MS);
  stack.defer(() => {
    clearTimeout(first);
    clearInterval(timer);
  });
  const owned = stack.move();
  app.log.info({ component: 'worker', worker: worker.id }, 'A worker runs');
  return { [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Files of one exiftool command: it reads them together, so that many descriptions wait for one answer. */
const TAGS_AT_ONCE = 32;
