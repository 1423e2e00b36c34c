import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { notRunHere } from '../../test/fixtures/not-run-here.ts';
import { until } from '../../test/fixtures/until.ts';
import { lifeOf, thisProcess } from './process-identity.ts';

const startOf = (stat: string): string => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';

it('[I-W26] takes a killed process for dead also where its parent never collects it, as in a container', async (test) => {
  if (!existsSync('/proc/self/stat')) {
    notRunHere(test, 'the /proc of Linux');
    return;
  }
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [said] = await once(parent.stdout, 'data');
    const pid = Number(String(said).trim());
    const worker = { ...thisProcess(), pid, pidStarted: startOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) };
    // the shell has become the other sleep, which collects nobody
    await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim() === 'sleep');
    assert.equal(lifeOf(worker), 'alive');
    process.kill(pid, 'SIGKILL');
    await until(() => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    assert.equal(lifeOf(worker), 'dead');
  } finally {
    parent.kill('SIGKILL');
  }
});
