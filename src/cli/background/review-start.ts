import { systemClock } from '../../base/clock.ts';
import { isoTime } from '../../base/iso-time.ts';
import { lifeOf } from '../../db/process-identity.ts';
import { findHolding, type LibraryPlace } from '../running-server.ts';
import { pidAt } from './live-answer.ts';
import { isSameProcess, readStartRecord, type StartAttempt, writeStartRecord } from './start-record.ts';

/** The record of the last start, its attempt judged by what can be seen now: what was not verified runs by now, or has failed. */
export async function reviewStart(
  found: LibraryPlace & { readonly dataFolder: string },
): ReturnType<typeof readStartRecord> {
  const { record, setAside } = await readStartRecord(found.dataFolder);
  if (!record) return { record, setAside };
  const reviewed = { ...record, attempt: await review(found, record.attempt) };
  if (JSON.stringify(reviewed) !== JSON.stringify(record)) await writeStartRecord(found.dataFolder, reviewed);
  return { record: reviewed, setAside };
}

async function review(found: LibraryPlace, attempt: StartAttempt): Promise<StartAttempt> {
  const watched = attempt.process ?? attempt.launcher; // who was killed before it had started anything
  if (attempt.endedAt !== null || watched === null) return attempt;
  if (lifeOf(watched) === 'dead') {
    const status = attempt.ok === true ? 'stopped' : 'start_failed';
    const endedAt = isoTime(systemClock.now());
    return { ...attempt, ok: attempt.ok ?? false, status, reasonCode: 'process_ended', launcher: null, endedAt };
  }
  if (attempt.process === null) return attempt;
  const url = attempt.url ?? (await addressOf(found, attempt));
  const answers = url !== null && (await pidAt(url)) === attempt.process.pid;
  if (answers) return { ...attempt, url, ok: true, status: 'running', reasonCode: 'start_verified' };
  if (attempt.ok === null) return attempt;
  return { ...attempt, status: 'started_unverified', reasonCode: 'no_answer' };
}

/** What the process has left in the catalogue, where it could not be noted in the record. */
async function addressOf(found: LibraryPlace, { process }: StartAttempt): Promise<string | null> {
  const holding = await findHolding(found).catch(() => undefined);
  return holding && isSameProcess(process, holding.holder) ? (holding.url ?? null) : null;
}
