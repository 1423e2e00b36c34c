import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemCode } from '../../base/errors.ts';
import { identityOf, lifeOf } from '../../db/process-identity.ts';

const run = promisify(execFile);

/** Ends a process at once, and all that it has started: also what leads a process group of its own. */
export async function killTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }).catch(() => undefined);
    return;
  }
  const started = descendantsOf(pid, await parents()).map(identityOf);
  kill(pid); // the first one: it would start others in the place of those that end
  for (const other of started) {
    if (lifeOf(other) === 'dead') continue;
    kill(-other.pid);
    kill(other.pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') throw error;
  }
}

function descendantsOf(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendantsOf(child, parents)]);
}

/** The parent of each process of this machine. */
async function parents(): Promise<ReadonlyMap<number, number>> {
  const fromSystem = await readdir('/proc').catch(() => [] as string[]);
  const pids = fromSystem.filter((name) => /^\d+$/u.test(name));
  return pids.length > 0 ? await parentsByProc(pids) : await parentsByPs();
}

async function parentsByProc(pids: readonly string[]): Promise<ReadonlyMap<number, number>> {
  const pairs = pids.map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // the second field behind the name, which may hold spaces and parentheses
    return [Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const;
  });
  return new Map(await Promise.all(pairs));
}

/** Where there is no /proc, as on macOS. */
async function parentsByPs(): Promise<ReadonlyMap<number, number>> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']).catch(() => ({ stdout: '' }));
  const pairs = stdout.split('\n').flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/u).map(Number);
    return pid && parent !== undefined ? [[pid, parent] as const] : [];
  });
  return new Map(pairs);
}
