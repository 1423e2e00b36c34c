import type { JobRow, JobState } from '../../../src/contract/job.ts';
import type { QueueCounts, ServiceView } from '../../../src/contract/job-overview.ts';
import { diskUse, isTool, serviceWord } from '../../../src/contract/need-words.ts';
import { baseName } from './path.ts';

/** A queue as a heading: `pictures` → `Pictures`. */
export const queueWord = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, ' ');

const STATES: Readonly<Record<JobState, string>> = {
  held: 'Held',
  waiting: 'Waits for jobs',
  scheduled: 'Delayed',
  blocked: 'Blocked',
  ready: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** The word of a job's state. */
export const stateWord = (state: JobState): string => STATES[state];

/** What a job is about, as a title beside its kind: the asset's name, the folder of a scan; null when it says nothing. */
export function subjectOf(job: Pick<JobRow, 'asset'>, payload?: unknown): string | null {
  if (job.asset !== null) return job.asset.name;
  if (typeof payload !== 'object' || payload === null) return null;
  const folder: unknown = Reflect.get(payload, 'folder') ?? Reflect.get(payload, 'path');
  return typeof folder === 'string' && folder !== '' ? baseName(folder) : null;
}

/** A service that is down, as a heading. */
export function downTitle({ name, reason }: ServiceView): string {
  if (name.startsWith('root:')) return reason ?? 'A storage root is offline';
  if (name.startsWith('disk:')) return `The disk ${diskUse(name)} is full`;
  return isTool(name) ? `No machine at work has ${serviceWord(name)}` : `${name} does not answer`;
}

/** All that has not ended and does not run. */
export const waitingCount = (counts: QueueCounts): number =>
  counts.ready + counts.delayed + counts.blocked + counts.waiting;

/** A length of the heartbeat's silence that deserves a mark, ms: three beats of five seconds. */
export const SILENT_MS = 15_000;

/** True when the worker of a running job has not been heard of for three beats. */
export function isSilent(job: Pick<JobRow, 'state' | 'heartbeatAt'>, nowMs: number): boolean {
  return job.state === 'running' && job.heartbeatAt !== null && nowMs - Date.parse(job.heartbeatAt) > SILENT_MS;
}
