import { systemClock } from '../../base/clock.ts';
import { isoTime } from '../../base/iso-time.ts';
import { lifeOf, type ProcessIdentity } from '../../db/process-identity.ts';
import { EXIT } from '../exits.ts';
import { pidAt } from './live-answer.ts';
import { isSameProcess, readStartRecord, type StartAttempt, updateAttempt } from './start-record.ts';

const LOOK_MS = 100;

/** How a process ended, as its parent is told. */
export interface ProcessEnd {
  readonly exitStatus: number | null;
  readonly exitSignal: string | null;
}

export interface ProofPatience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Undefined as long as it lives; who is not its parent does not know. */
  readonly ended?: () => ProcessEnd | undefined;
}

/**
 * Waits until this very process proves itself: it has noted its address, and answers there under its own pid. Notes in the
 * record what came of it. @returns the attempt as it stands: `started`, failed, or still `started_unverified`
 */
export async function awaitProof(
  dataFolder: string,
  attempt: StartAttempt & { readonly process: ProcessIdentity },
  { waitMs, signal, ended }: ProofPatience,
): Promise<StartAttempt> {
  const { process } = attempt;
  const untilMs = systemClock.monotonic() + waitMs;
  for (;;) {
    const { record } = await readStartRecord(dataFolder);
    const noted = record && isSameProcess(record.attempt.process, process) ? record.attempt : attempt;
    if (noted.url !== null && (await pidAt(noted.url)) === process.pid)
      return await note({ ...noted, ok: true, status: 'started', reasonCode: 'start_verified' });
    const end = ended?.();
    if (end !== undefined || lifeOf(process) === 'dead') return await note(failed(noted, end));
    if (systemClock.monotonic() >= untilMs || signal.aborted)
      return await note({ ...noted, status: 'started_unverified', reasonCode: 'spawn_unverified' });
    await systemClock.sleep(LOOK_MS, signal);
  }

  async function note(judged: StartAttempt): Promise<StartAttempt> {
    const change = { ...judged, launcher: null };
    return (await updateAttempt(dataFolder, process, change)) ?? change;
  }
}

/** What the process noted itself, before it ended, tells more than its exit. */
function failed(noted: StartAttempt, end: ProcessEnd | undefined): StartAttempt {
  const endedAt = noted.endedAt ?? isoTime(systemClock.now());
  const isNoted = noted.endedAt !== null && noted.ok === false;
  const judged = isNoted ? noted : { ...noted, ...reasonOf(end) };
  const exit = end && { exitStatus: end.exitStatus, exitSignal: end.exitSignal };
  return { ...judged, ...exit, ok: false, endedAt };
}

/** Of two that began at the same moment, one finds the library taken; the record tells of the other. */
function reasonOf(end: ProcessEnd | undefined): Partial<StartAttempt> {
  if (end?.exitStatus !== EXIT.libraryInUse) return { status: 'start_failed', reasonCode: 'process_ended' };
  const errorMessage = 'Another process was faster';
  return { status: 'locked', reasonCode: 'lock_busy', errorCode: 'library_in_use', errorMessage };
}
