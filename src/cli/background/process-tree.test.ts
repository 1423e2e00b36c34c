import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { until } from '../../../test/fixtures/until.ts';
import { identityOf, lifeOf } from '../../db/process-identity.ts';
import { killTree } from './process-tree.ts';

/** Starts one process in its own group, and one that leads another: as tools are started. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const pids = [false, true].map((detached) => spawn('sleep', ['60'], { detached }).pid);
  process.stdout.write(JSON.stringify(pids));
  setInterval(() => undefined, 1_000);`;

it('[S-120] ends a process with all that it has started, also in process groups of their own, and nobody else', async () => {
  const other = spawn('sleep', ['60']);
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = await once(parent.stdout, 'data');
    const tree = [parent.pid!, ...(JSON.parse(String(said)) as number[])].map(identityOf);
    assert.deepEqual(
      tree.map((one) => lifeOf(one)),
      ['alive', 'alive', 'alive'],
    );
    await killTree(parent.pid!);
    await until(() => tree.every((one) => lifeOf(one) === 'dead'));
    assert.equal(lifeOf(identityOf(other.pid!)), 'alive');
  } finally {
    other.kill('SIGKILL');
    parent.kill('SIGKILL');
  }
});
