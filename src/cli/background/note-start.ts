import { systemClock } from '../../base/clock.ts';
import { hasCode, toAppError } from '../../base/errors.ts';
import { isoTime } from '../../base/iso-time.ts';
import { thisProcess } from '../../db/process-identity.ts';
import { exitOf } from '../exits.ts';
import type { FoundSettings } from '../find-settings.ts';
import {
  isSameProcess,
  newAttempt,
  readStartRecord,
  type StartAttempt,
  type StartWords,
  updateAttempt,
  writeStartRecord,
} from './start-record.ts';

/**
 * Runs a command that runs the library, and leaves in the data folder how that goes: that it is `ready` at an address, that
 * it failed, that it has ended. In the background it goes on with what its launcher has written.
 */
export async function notedStart(
  { dataFolder }: Pick<FoundSettings, 'dataFolder'>,
  words: StartWords,
  run: (ready: (url: string) => Promise<void>) => Promise<number>,
): Promise<number> {
  const own = thisProcess();
  const beganMs = systemClock.now();
  let isReady = false;
  const note = async (change: Partial<StartAttempt>): Promise<void> => {
    const { record } = await readStartRecord(dataFolder);
    const isOurs = record !== undefined && isSameProcess(record.attempt.process, own);
    const attempt = isOurs ? record.attempt : foreground();
    const lasting = isReady ? words : (record?.words ?? null);
    await writeStartRecord(dataFolder, { attempt: { ...attempt, ...change }, words: lasting });
  };
  try {
    const exit = await run(async (url) => {
      isReady = true;
      await note({ ok: true, status: 'started', reasonCode: 'start_verified', url });
    });
    await updateAttempt(dataFolder, own, { status: 'stopped', reasonCode: 'stopped', exitStatus: exit, ...endedNow() });
    return exit;
  } catch (error) {
    const failed = { ...failure(error), ...endedNow() };
    if (isReady) await updateAttempt(dataFolder, own, { ...failed, ok: true, status: 'stopped' });
    // The record tells of the process that is in the way.
    else if (hasCode(error, 'library_in_use')) await updateAttempt(dataFolder, own, { ...failed, status: 'locked' });
    else await note(failed);
    throw error;
  }

  function foreground(): StartAttempt {
    const method = { method: 'foreground', status: 'started_unverified', reasonCode: 'spawn_unverified' } as const;
    const command = [process.execPath, ...process.argv.slice(1)];
    return newAttempt({ ...method, process: own, command, startedAt: isoTime(beganMs) });
  }
}

function failure(
  error: unknown,
): Pick<StartAttempt, 'ok' | 'status' | 'reasonCode' | 'exitStatus' | 'errorCode' | 'errorMessage'> {
  const { code, message } = toAppError(error);
  return {
    ok: false,
    status: 'start_failed',
    reasonCode: code === 'library_in_use' ? 'lock_busy' : 'process_ended',
    exitStatus: exitOf(error),
    errorCode: code,
    errorMessage: message,
  };
}

function endedNow(): { endedAt: string } {
  return { endedAt: isoTime(systemClock.now()) };
}
