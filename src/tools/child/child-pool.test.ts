import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../base/log.ts';
import type { ChildPoolOptions } from './child-pool-options.ts';
import { type ChildPool, openChildPool } from './child-pool.ts';
import type { testOps } from './child-pool.test-child.ts';
import { siblingModule } from '../../base/sibling-module.ts';

const limits = { timeoutMs: 20_000 };

function open(options: Partial<ChildPoolOptions> = {}): ChildPool<typeof testOps> {
  return openChildPool<typeof testOps>({
    name: 'test',
    module: siblingModule(import.meta.url, './child-pool.test-child'),
    size: 1,
    recycleRssMiB: 1_000,
    maxRssMiB: 2_000,
    idleMs: 60_000,
    log: silentLog,
    ...options,
  });
}

/** A process that ended but was not yet collected by its parent counts as dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, 'the condition never came true');
    await sleep(10);
  }
}

describe('openChildPool', () => {
  it('answers with what the child returns, bytes included, in a process of its own', async () => {
    await using pool = open();
    const { input, pid } = await pool.call('echo', new Uint8Array([1, 2, 3]), limits);
    assert.deepEqual(input, new Uint8Array([1, 2, 3]));
    assert.notEqual(pid, process.pid);
    assert.deepEqual(pool.pids(), [pid]);
  });

  it("passes on the child's own error with code and details", async () => {
    await using pool = open();
    await assert.rejects(pool.call('refuse', 'too_many_pixels', limits), {
      code: 'too_many_pixels',
      details: { code: 'too_many_pixels' },
    });
    assert.equal((await pool.call('echo', 'still there', limits)).input, 'still there');
  });

  it('kills a child that takes too long and lets the next call run in a new one', async () => {
    await using pool = open();
    const { pid } = await pool.call('echo', '', limits);
    await assert.rejects(pool.call('spin', null, { timeoutMs: 100 }), { code: 'decoder_timeout' });
    assert.equal(isAlive(pid), false);
    assert.notEqual((await pool.call('echo', '', limits)).pid, pid);
  });

  it('[P-W05] fails only the call that crashed; the others in its child run again', async () => {
    await using pool = open({ callsPerChild: 3 });
    const { pid } = await pool.call('echo', '', limits);
    const slow = pool.call('nap', { ms: 100 }, limits);
    const crash = pool.call('die', { exitCode: 7 }, limits);
    await assert.rejects(crash, {
      code: 'decoder_crashed',
      details: { op: 'die', exitCode: 7, signal: null, stderr: 'last words' },
    });
    assert.notEqual(await slow, pid);
  });

  it('stops an aborted call in the child and keeps the child', async () => {
    await using pool = open();
    const { pid } = await pool.call('echo', '', limits);
    const abort = new AbortController();
    const call = pool.call('wait', null, { ...limits, signal: abort.signal });
    abort.abort(new Error('no longer wanted'));
    await assert.rejects(call, { message: 'no longer wanted' });
    assert.equal((await pool.call('echo', '', limits)).pid, pid);
  });

  it('replaces a child that has grown, and kills one that eats without end', async () => {
    await using pool = open({ recycleRssMiB: 250, maxRssMiB: 500 });
    const { pid } = await pool.call('echo', '', limits);
    await pool.call('eat', { mib: 220 }, limits);
    assert.notEqual((await pool.call('echo', '', limits)).pid, pid);
    if (process.platform !== 'linux') return;
    await assert.rejects(pool.call('eatForever', null, limits), { code: 'decoder_out_of_memory' });
  });

  it('ends idle children', async () => {
    await using pool = open({ idleMs: 20 });
    const { pid } = await pool.call('echo', '', limits);
    await until(() => pool.pids().length === 0 && !isAlive(pid));
  });

  it('runs as many children as allowed, and no more', async () => {
    await using pool = open({ size: 2 });
    const results = await Promise.all(Array.from({ length: 6 }, () => pool.call('echo', '', limits)));
    assert.ok(new Set(results.map((result) => result.pid)).size <= 2);
    assert.ok(pool.pids().length <= 2);
  });

  it('says in one sentence why the child cannot start', async () => {
    await using pool = open({ module: new URL('./no-such-module.ts', import.meta.url) });
    await assert.rejects(pool.call('echo', '', limits), {
      code: 'decoder_unavailable',
      message: /^\w+ does not start: Error: Cannot find module '[^\n]+$/u,
    });
  });

  it('passes no secrets of its environment on', async () => {
    process.env['SUPERVISOR_TEST_SECRET'] = 'x';
    await using pool = open({ env: { MALLOC_ARENA_MAX: '2' } });
    const names = await pool.call('environment', null, limits);
    delete process.env['SUPERVISOR_TEST_SECRET'];
    assert.ok(names.includes('MALLOC_ARENA_MAX'));
    assert.ok(!names.includes('SUPERVISOR_TEST_SECRET'));
  });

  it('takes what the child started with it', async () => {
    const pool = open();
    const grandchild = await pool.call('offspring', null, limits);
    assert.ok(isAlive(grandchild));
    await pool[Symbol.asyncDispose]();
    await until(() => !isAlive(grandchild));
  });

  it('leaves no child behind when the parent is killed while the child is busy', async () => {
    const parent = fork(siblingModule(import.meta.url, './child-pool.test-parent'), { execArgv: [] });
    const [pid] = await once(parent, 'message');
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});
