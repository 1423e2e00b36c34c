import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { it, type TestContext } from 'node:test';
import { notRunHere } from '../../test/fixtures/not-run-here.ts';
import { until } from '../../test/fixtures/until.ts';
import { lifeOf, type ProcessIdentity, thisProcess } from './process-identity.ts';

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

const [MACHINE = '', BOOT = '', CONTAINER = ''] = thisProcess().bootId.split('/');

it('is sure of a process of an earlier boot only where it is the same machine', () => {
  const other = (bootId: string): ProcessIdentity => ({ ...thisProcess(), pidStarted: 'another', bootId });
  const here = ['machine', 'boot', '4026531836'].join('/');
  assert.equal(lifeOf(other('machine/earlier/4026531836'), here), 'dead');
  assert.equal(lifeOf(other('another/earlier/4026531836'), here), 'unsure', 'machines may share a host name');
  assert.equal(
    lifeOf(other('/earlier/4026532178'), '/boot/4026532178'),
    'unsure',
    'a container does not know its machine',
  );
});

it('is unsure where the system does not say when a process started', () => {
  const { bootId } = thisProcess();
  assert.equal(lifeOf({ ...thisProcess(), pidStarted: '' }, bootId), 'unsure');
  assert.equal(lifeOf({ ...thisProcess(), pid: 4_194_305 }, bootId), 'dead');
});

/** A process in a container of its own, with the host name of all: it says who it is. */
async function inContainer(): Promise<{ child: ChildProcess; who: ProcessIdentity } | undefined> {
  const script = `
    const { thisProcess } = await import('${new URL('process-identity.ts', import.meta.url).href}');
    process.stdout.write(JSON.stringify(thisProcess()));
    setInterval(() => undefined, 1_000);`;
  const args = [
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ];
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const said = await Promise.race([
    once(child.stdout, 'data').then(([data]) => String(data)),
    once(child, 'exit').then(() => undefined),
    once(child, 'error').then(() => undefined),
  ]);
  return said === undefined ? undefined : { child, who: JSON.parse(said) as ProcessIdentity };
}

it('[S-119] takes nobody in another container for dead, or for alive, by a pid that counts only there', async (test: TestContext) => {
  const [first, second] = [await inContainer(), await inContainer()];
  try {
    if (!first || !second) {
      notRunHere(test, 'the right to make containers');
      return;
    }
    assert.deepEqual([first.who.pid, second.who.pid], [1, 1], 'each is the first of its container');
    assert.deepEqual(first.who.bootId.split('/').slice(0, 2), ['', BOOT]);
    for (const [who, from] of [
      [first.who, second.who.bootId],
      [second.who, first.who.bootId],
      [first.who, [MACHINE, BOOT, CONTAINER].join('/')],
    ] as const)
      assert.equal(lifeOf(who, from), 'unsure');
  } finally {
    for (const one of [first, second]) one?.child.kill('SIGKILL');
  }
});
