import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from '../base/errors.ts';

/** Tells one run of a process from every other, also after its pid was given to another. */
export interface ProcessIdentity {
  readonly host: string;
  /** Where its pid counts: machine, boot and container. Parts are blank where the system does not say. */
  readonly bootId: string;
  readonly pid: number;
  /** Start in clock ticks since boot; '' where the system does not say. */
  readonly pidStarted: string;
}

/** Container of those that are in none: a number that Linux never gives to another. */
const NO_CONTAINER = '4026531836';

/** Who we are. */
export function thisProcess(): ProcessIdentity {
  return identityOf(process.pid);
}

/** Who the process with this pid is, here and now. */
export function identityOf(pid: number): ProcessIdentity {
  return { host: hostname(), bootId: pidSpace(), pid, pidStarted: startOf(pid) ?? '' };
}

/**
 * `unsure`: it runs elsewhere, or in a container that we do not see into, or the system does not say; only its heartbeat can
 * tell. Otherwise sure, at once.
 */
export function lifeOf(other: ProcessIdentity, ours = pidSpace()): 'alive' | 'dead' | 'unsure' {
  if (other.host !== hostname()) return 'unsure';
  if (other.bootId !== ours) return isBeforeBoot(other.bootId, ours) ? 'dead' : 'unsure';
  if (!isRunning(other.pid)) return 'dead';
  const started = startOf(other.pid);
  if (started === undefined) return 'dead';
  if (started === '' || other.pidStarted === '') return 'unsure';
  return started === other.pidStarted ? 'alive' : 'dead';
}

/**
 * Names within which a pid means one process. Containers of one machine share its boot and may share a host name; and two
 * machines with one host name are told apart only by what the machine calls itself, which inside a container is that of an image.
 */
function readPidSpace(): string {
  const boot = readOrBlank('/proc/sys/kernel/random/boot_id').trim();
  const container = /\d+/.exec(linkOrBlank('/proc/self/ns/pid'))?.[0] ?? '';
  const machine = container === NO_CONTAINER ? shortened(readOrBlank('/etc/machine-id').trim()) : '';
  return [machine, boot, container].join('/');
}

/** The id itself is nobody else's business. */
function shortened(machineId: string): string {
  return machineId === '' ? '' : createHash('sha256').update(machineId).digest('hex').slice(0, 12);
}

let known: string | undefined;

/** The same for the whole life of a process. */
function pidSpace(): string {
  return (known ??= readPidSpace());
}

/** The same machine, but booted again since. */
function isBeforeBoot(other: string, ours: string): boolean {
  const [[machine = '', boot], [ourMachine, ourBoot]] = [other.split('/'), ours.split('/')];
  return machine !== '' && machine === ourMachine && boot !== ourBoot;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM'; // it runs, as another user
  }
}

/**
 * Field 22 of /proc/pid/stat; counted from behind the name, which may hold spaces and parentheses. '' where the system does
 * not say; undefined for a process that ended, though its parent has not collected it.
 */
function startOf(pid: number): string | undefined {
  const stat = readOrBlank(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : (fields[19] ?? '');
}

function readOrBlank(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function linkOrBlank(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
