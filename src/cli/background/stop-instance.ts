import { systemClock } from '../../base/clock.ts';
import { systemCode } from '../../base/errors.ts';
import { isoTime } from '../../base/iso-time.ts';
import { lifeOf, type ProcessIdentity } from '../../db/process-identity.ts';
import type { FoundSettings } from '../find-settings.ts';
import { findInstance, type Instance } from './find-instance.ts';
import { killTree } from './process-tree.ts';
import { readStartRecord, updateAttempt } from './start-record.ts';

const LOOK_MS = 50;
/** A killed process is gone in moments, unless the system itself holds it: a disk that does not answer. */
const KILL_MS = 5_000;

/** What became of the process that was to stop. */
export interface StopAnswer {
  readonly status: 'stopped' | 'not_running' | 'locked' | 'stop_failed';
  /** `locked`: runs_elsewhere, not_a_server; `stop_failed`: not_proven, permission_denied, still_running. */
  readonly reasonCode:
    | 'stopped'
    | 'killed'
    | 'not_running'
    | 'runs_elsewhere'
    | 'not_a_server'
    | 'not_proven'
    | 'permission_denied'
    | 'still_running';
  readonly pid: number | null;
  readonly host: string | null;
  readonly tookMs: number;
}

/**
 * Asks the process that runs this library to end, and no other: SIGTERM, so that its jobs end or are given back; after
 * `graceMs` it is killed with all that it has started.
 */
export async function stopInstance(found: FoundSettings, graceMs: number): Promise<StopAnswer> {
  const { record } = await readStartRecord(found.dataFolder);
  const instance = await findInstance(found, record?.attempt);
  const startedMs = systemClock.monotonic();
  const answer = (status: StopAnswer['status'], reasonCode: StopAnswer['reasonCode']): StopAnswer => {
    const { pid = null, host = null } = instance?.process ?? {};
    return { status, reasonCode, pid, host, tookMs: Math.round(systemClock.monotonic() - startedMs) };
  };
  if (!instance) return answer('not_running', 'not_running');
  const hindrance = hindranceOf(instance);
  if (hindrance) return answer(hindrance === 'not_proven' ? 'stop_failed' : 'locked', hindrance);
  const { process: other } = instance;
  if (!ask(other)) return answer('stop_failed', 'permission_denied');
  // Windows has no such signal: the process is gone with the asking.
  let how: 'stopped' | 'killed' = process.platform === 'win32' ? 'killed' : 'stopped';
  if (!(await isGone(other, graceMs))) {
    how = 'killed';
    await killTree(other.pid);
    if (!(await isGone(other, KILL_MS))) return answer('stop_failed', 'still_running');
  }
  await noteEnd(found.dataFolder, other, how);
  return answer('stopped', how);
}

function hindranceOf({ isHere, isServer, isSure }: Instance): StopAnswer['reasonCode'] | undefined {
  if (!isHere) return 'runs_elsewhere';
  if (!isServer) return 'not_a_server';
  return isSure ? undefined : 'not_proven';
}

/** @returns false where it belongs to another user */
function ask({ pid }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 'SIGTERM');
    return true;
  } catch (error) {
    return systemCode(error) === 'ESRCH'; // it has ended meanwhile
  }
}

/** Whether it ends within this time. Looked at so often that its pid cannot become another's unseen. */
async function isGone(other: ProcessIdentity, withinMs: number): Promise<boolean> {
  const untilMs = systemClock.monotonic() + withinMs;
  while (lifeOf(other) !== 'dead') {
    if (systemClock.monotonic() >= untilMs) return false;
    await systemClock.sleep(LOOK_MS);
  }
  return true;
}

/** What the process has noted itself stays; one that was killed could not. */
async function noteEnd(dataFolder: string, other: ProcessIdentity, how: 'stopped' | 'killed'): Promise<void> {
  const { record } = await readStartRecord(dataFolder);
  if (record?.attempt.endedAt !== null) return;
  const endedAt = isoTime(systemClock.now());
  await updateAttempt(dataFolder, other, { status: 'stopped', reasonCode: how, endedAt, launcher: null });
}
