import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from '../base/errors.ts';

/** Tells one run of a process from every other, also after its pid was given to another. */
export interface ProcessIdentity {
  readonly host: string;
  /** Changes with each boot; '' where the system does not say. */
  readonly bootId: string;
  readonly pid: number;
  /** Start in clock ticks since boot; '' where the system does not say. */
  readonly pidStarted: string;
}

/** Who we are. */
export function thisProcess(): ProcessIdentity {
  return { host: hostname(), bootId: readBootId(), pid: process.pid, pidStarted: readStart(process.pid) };
}

/** `elsewhere`: on another host, only its heartbeat can tell. Otherwise sure, at once. */
export function lifeOf(other: ProcessIdentity): 'alive' | 'dead' | 'elsewhere' {
  if (other.host !== hostname()) return 'elsewhere';
  if (other.bootId !== readBootId()) return 'dead';
  if (!isRunning(other.pid)) return 'dead';
  return readStart(other.pid) === other.pidStarted ? 'alive' : 'dead';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM'; // it runs, as another user
  }
}

function readBootId(): string {
  return readOrBlank('/proc/sys/kernel/random/boot_id').trim();
}

/**
 * Field 22 of /proc/pid/stat; counted from behind the name, which may hold spaces and parentheses. A process that ended, but
 * was not collected by its parent, has no start any more.
 */
function readStart(pid: number): string {
  const stat = readOrBlank(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function readOrBlank(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
