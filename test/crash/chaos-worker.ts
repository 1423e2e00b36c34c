// A worker process of the chaos: `node chaos-worker.ts <database> <folder>`. Tells its id when it works; SIGTERM ends it with code 0.
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openDatabase } from '../../src/db/open.ts';
import { openWorker } from '../../src/jobs/worker.ts';
import { openEngine } from '../../src/open-engine.ts';
import { chaosKinds } from './chaos-kinds.ts';

const [, , database = '', folder = '', engineName] = process.argv;
const open = await openDatabase({ file: database });
const engine = await openEngine(open, {
  engine: engineName === 'pg-boss' ? engineName : 'table',
  clock: systemClock,
  log: silentLog,
  isHolder: false,
});
const worker = await openWorker({
  source: engine,
  kinds: chaosKinds,
  needs: { db: open.db, jobs: engine, folder },
  slots: { cpu: 6, disk: 1, tags: 1 },
  clock: systemClock,
  log: silentLog,
  leaseMs: 3_000,
  heartbeatMs: 500,
});
process.once('SIGTERM', () => {
  void worker
    .stop(500)
    .then(() => engine[Symbol.asyncDispose]())
    .then(() => open[Symbol.asyncDispose]())
    .then(() => process.disconnect?.());
});
process.send?.(worker.id);
