// `npm run chaos [-- --kills 300 --jobs 5000 --workers 4 --database postgres://… --fill]`: kills workers at random and counts what is not as it has to be.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from '../test/crash/chaos.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    jobs: { type: 'string', default: '5000' },
    workers: { type: 'string', default: '4' },
    database: { type: 'string' },
    fill: { type: 'boolean', default: false },
  },
});

/** Small, so that it can be filled. */
const VOLUME = 'size=32m';

const base = await mkdtemp(join(tmpdir(), 'supervisor-chaos-'));
if (values.fill) execFileSync('mount', ['-t', 'tmpfs', '-o', VOLUME, 'tmpfs', base]);
try {
  const folder = join(base, 'files');
  await mkdir(folder);
  const findings = await runChaos({
    database: values.database ?? join(base, 'library.db'),
    folder,
    workers: Number(values.workers),
    kills: Number(values.kills),
    jobs: Number(values.jobs),
    ...(values.fill ? { fill: base } : {}),
    settleMs: 120_000,
    tell: (text) => console.log(text),
  });
  console.log(JSON.stringify(findings, null, 2));
  process.exitCode = Object.values(findings.faults).every((count) => count === 0) ? 0 : 1;
} finally {
  if (values.fill) execFileSync('umount', [base]);
  await rm(base, { recursive: true, force: true });
}
