import { silentLog } from '../../base/log.ts';
import { openChildPool } from './child-pool.ts';
import type { testOps } from './child-pool.test-child.ts';
import { siblingModule } from '../../base/sibling-module.ts';

// A parent whose child never comes back to its event loop; the test kills the parent.
const pool = openChildPool<typeof testOps>({
  name: 'test',
  module: siblingModule(import.meta.url, './child-pool.test-child'),
  size: 1,
  recycleRssMiB: 1_000,
  maxRssMiB: 2_000,
  idleMs: 60_000,
  log: silentLog,
});
const { pid } = await pool.call('echo', '', { timeoutMs: 20_000 });
void pool.call('spin', null, { timeoutMs: 600_000 });
// The spin has begun when the child no longer answers; sending the pid afterwards keeps the order.
process.send?.(pid);
