import { systemClock } from '../../base/clock.ts';
import { toAppError } from '../../base/errors.ts';
import { isoTime } from '../../base/iso-time.ts';
import { ensureFolders } from '../../config/data-paths.ts';
import { configError } from '../../config/parse-config.ts';
import { lifeOf } from '../../db/process-identity.ts';
import type { FoundSettings } from '../find-settings.ts';
import { awaitProof } from './await-proof.ts';
import { findInstance, type Instance } from './find-instance.ts';
import { launch, type StartAsk } from './launch.ts';
import { lastLines } from './output-file.ts';
import { reviewStart } from './review-start.ts';
import { isSameProcess, newAttempt, type StartAttempt, type StartRecord, writeStartRecord } from './start-record.ts';

/** After a start that failed, the next one waits for so long: a loop of failing starts does not wear the machine out. */
const COOLDOWN_MS = 10_000;
/** A launcher that we cannot look at is taken for gone after this: none waits longer. */
const LONGEST_LAUNCH_MS = 3_600_000;

/** What is said of a start, by `start --background`, `restart` and `status` alike. */
export interface StartAnswer {
  readonly attempt: StartAttempt;
  /** Seconds until the next try, where it is too early. */
  readonly retryAfterS: number | null;
  /** What a process said last that has ended by itself. */
  readonly lastLines: readonly string[];
}

/** Starts the program for this library, detached, and waits for its proof. Whoever runs the library already is told instead. */
export async function startInBackground(found: FoundSettings, ask: StartAsk): Promise<StartAnswer> {
  const { record } = await reviewStart(found);
  const before = record?.attempt;
  if (before && isAwaited(before)) {
    const reason = { status: 'busy', reasonCode: 'spawn_lock_busy' } as const;
    return await answerOf({ ...before, ...reason, ok: false });
  }
  const instance = await findInstance(found, before);
  if (instance) return await answerOf(await standing(found, { instance, record, ask }));
  const coolMs = before ? coolDownOf(before) : 0;
  if (before && coolMs > 0) {
    const reason = { status: 'blocked', reasonCode: 'spawn_cooldown' } as const;
    return { ...(await answerOf({ ...before, ...reason })), retryAfterS: Math.ceil(coolMs / 1_000) };
  }
  const words = record?.words ?? null;
  const refused = await unusable(found);
  if (refused) await writeStartRecord(found.dataFolder, { attempt: refused, words });
  return await answerOf(refused ?? (await launch(found, words, ask)));
}

/** With what the process said last, where it did not end as it was asked to. */
export async function answerOf(attempt: StartAttempt): Promise<StartAnswer> {
  const { endedAt, reasonCode, logFile, logFrom } = attempt;
  const isTold = endedAt !== null && reasonCode !== 'stopped' && reasonCode !== 'killed' && logFile !== null;
  return { attempt, retryAfterS: null, lastLines: isTold ? await lastLines(logFile, logFrom) : [] };
}

/** Somebody else waits for the first answer of what was started. */
function isAwaited({ launcher, status, at }: StartAttempt): boolean {
  if (launcher === null || status !== 'started_unverified' || lifeOf(launcher) === 'dead') return false;
  const ageMs = systemClock.now() - Date.parse(at);
  return ageMs >= 0 && ageMs < LONGEST_LAUNCH_MS;
}

function coolDownOf({ method, status, endedAt }: StartAttempt): number {
  if (method !== 'background' || status !== 'start_failed' || endedAt === null) return 0;
  const sinceMs = systemClock.now() - Date.parse(endedAt);
  return sinceMs < 0 ? 0 : COOLDOWN_MS - sinceMs; // a clock that was set back holds nobody up
}

/** What is said where a process has the library already. */
async function standing(
  { dataFolder }: FoundSettings,
  { instance, record, ask }: { instance: Instance; record: StartRecord | undefined; ask: StartAsk },
): Promise<StartAttempt> {
  const { process, startedAt, url, isHere, isServer } = instance;
  const own = newAttempt({ method: 'background', status: 'locked', reasonCode: 'lock_busy' });
  const same = record && isSameProcess(record.attempt.process, process) ? record.attempt : undefined;
  if (same && same.ok === null) return await awaitProof(dataFolder, { ...same, process }, ask);
  const known = { ...own, process, startedAt, ...same, at: own.at, requestedBy: own.requestedBy };
  if (url !== null) {
    const attempt: StartAttempt = { ...known, url, ok: true, status: 'running', reasonCode: 'already_running' };
    await writeStartRecord(dataFolder, { attempt, words: record?.words ?? null });
    return attempt;
  }
  if (isHere && isServer) return { ...known, ok: null, status: 'started_unverified', reasonCode: 'no_answer' };
  const errorMessage = `Process ${process.pid} on ${process.host} uses this library`;
  const refused = { ...own, ok: false, errorCode: 'library_in_use', errorMessage, endedAt: own.at };
  // What runs on another machine goes on with a record of its own.
  if (!same) await writeStartRecord(dataFolder, { attempt: refused, words: record?.words ?? null });
  return refused;
}

/** Why nothing can be started with these settings and folders; undefined where it can. */
async function unusable({ problems, paths }: FoundSettings): Promise<StartAttempt | undefined> {
  const refused = (status: StartAttempt['status'], reasonCode: string, error: unknown): StartAttempt => {
    const { code, message } = toAppError(error);
    const endedAt = isoTime(systemClock.now());
    const said = { errorCode: code, errorMessage: message };
    return newAttempt({ method: 'background', status, reasonCode, ok: false, ...said, endedAt });
  };
  if (problems.length > 0) return refused('config_failed', 'config_invalid', configError(problems));
  try {
    await ensureFolders(paths);
    return undefined;
  } catch (error) {
    const { details, code } = toAppError(error);
    if (details['setting'] === 'paths.logs') return refused('open_failed', 'log_root_unavailable', error);
    return refused('config_failed', code, error);
  }
}
