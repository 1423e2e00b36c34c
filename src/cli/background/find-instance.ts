import { isoTime } from '../../base/iso-time.ts';
import { lifeOf, type ProcessIdentity, thisProcess } from '../../db/process-identity.ts';
import type { FoundSettings } from '../find-settings.ts';
import { findHolding } from '../running-server.ts';
import { pidAt } from './live-answer.ts';
import { isSameProcess, type StartAttempt } from './start-record.ts';

/** The process that runs a library. */
export interface Instance {
  readonly process: ProcessIdentity;
  readonly startedAt: string | null;
  /** Where it answers by itself; null where it does not. */
  readonly url: string | null;
  /** It runs where its pid means it: not on another machine, not in another container. */
  readonly isHere: boolean;
  /** Its pid is still its own, beyond doubt. */
  readonly isSure: boolean;
  /** It is a start or serve, and not an import of its own that holds the library for a while. */
  readonly isServer: boolean;
}

/**
 * Who runs this library now: whoever the catalogue says, also one that no record tells of; where the catalogue says nothing
 * (it is being opened, or cannot be), the process of the last start. A record of a dead process counts for nothing.
 */
export async function findInstance(
  found: FoundSettings,
  attempt: StartAttempt | undefined,
): Promise<Instance | undefined> {
  let isRead = true;
  const holding = await findHolding(found).catch(() => {
    isRead = false;
  });
  if (holding) {
    const { holder, url } = holding;
    const known = { process: holder, startedAt: isoTime(holder.since) };
    const seen = await look(known, url);
    return { ...seen, isServer: seen.url !== null || isSameProcess(attempt?.process ?? null, holder) };
  }
  const process = attempt?.endedAt === null ? attempt.process : null;
  if (!process || lifeOf(process) === 'dead') return undefined;
  const instance = await look({ process, startedAt: attempt?.startedAt ?? null }, attempt?.url ?? undefined);
  // What ran there long ago may have left its number to any other.
  const isNew = attempt?.ok === null;
  if (!instance.isHere || (!instance.isSure && isRead && !isNew)) return undefined;
  return { ...instance, isServer: true };
}

async function look(
  known: Pick<Instance, 'process' | 'startedAt'>,
  url: string | undefined,
): Promise<Omit<Instance, 'isServer'>> {
  const { process } = known;
  const here = thisProcess();
  const isHere = process.host === here.host && process.bootId === here.bootId;
  const answers = isHere && url !== undefined && (await pidAt(url)) === process.pid;
  return { ...known, url: answers ? url : null, isHere, isSure: isHere && (answers || lifeOf(process) === 'alive') };
}
