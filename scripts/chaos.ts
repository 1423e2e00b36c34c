// `npm run chaos [-- --kills 300 --jobs 5000 --workers 4 --fill | --postgres [--pg-boss]]`: kills workers at random and counts what is not as it has to be.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ChaosPlan, runChaos } from '../test/crash/chaos.ts';
import { startPostgres } from '../test/fixtures/postgres-server.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    jobs: { type: 'string', default: '5000' },
    workers: { type: 'string', default: '4' },
    /** The disk is full at every tenth kill. */
    fill: { type: 'boolean', default: false },
    /** On a PostgreSQL server of its own, which is killed and started anew at every tenth kill. */
    postgres: { type: 'boolean', default: false },
    /** Jobs are handed out by pg-boss there. */
    'pg-boss': { type: 'boolean', default: false },
  },
});

/** Small, so that it can be filled. */
const VOLUME = 'size=32m';

/** Where the jobs are, and what is done to it now and then. */
async function place(base: string, stack: AsyncDisposableStack): Promise<Pick<ChaosPlan, 'database' | 'disturb'>> {
  if (!values.postgres) return { database: join(base, 'library.db') };
  const server = await startPostgres({ durable: true });
  stack.defer(() => server.dispose());
  return {
    database: server.url,
    async disturb() {
      await server.stop('kill');
      await server.start();
    },
  };
}

const base = await mkdtemp(join(tmpdir(), 'supervisor-chaos-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(base, { recursive: true, force: true }));
if (values.fill) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', VOLUME, 'tmpfs', base]);
  stack.defer(() => void execFileSync('umount', [base]));
}
const folder = join(base, 'files');
await mkdir(folder);
const findings = await runChaos({
  ...(await place(base, stack)),
  folder,
  engine: values['pg-boss'] ? 'pg-boss' : 'table',
  workers: Number(values.workers),
  kills: Number(values.kills),
  jobs: Number(values.jobs),
  ...(values.fill ? { fill: base } : {}),
  settleMs: 120_000,
  tell: (text) => console.log(text),
});
console.log(JSON.stringify(findings, null, 2));
process.exitCode = Object.values(findings.faults).every((count) => count === 0) ? 0 : 1;
