import { lstat, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeText } from '../../base/decode-text.ts';
import { wallClockAt } from '../../base/wall-clock.ts';
import type { ContentFacts } from '../../catalogue/assets/new-asset.ts';
import { isPossible } from '../../catalogue/facts/capture-time.ts';
import { nameTime } from '../../catalogue/facts/name-time.ts';
import { readTakeout } from '../../catalogue/facts/takeout.ts';

const MAX_SIDECAR_BYTES = 1024 * 1024;
const SIDECAR_ENDS = ['.json', '.supplemental-metadata.json'];

/**
 * The wall-clock time that a file is filed by: its own, that of Takeout's sidecar beside it, that of its name – the
 * order in which the catalogue dates it, so that nothing with a date lies among the undated.
 */
export async function placingDate(source: string, facts: ContentFacts, nowMs: number): Promise<string | null> {
  if (facts.local !== null) return facts.local;
  for (const end of SIDECAR_ENDS) {
    const takenMs = await takeoutTime(source + end);
    const taken = takenMs === undefined ? undefined : { local: wallClockAt(takenMs), offsetMin: 0 };
    if (taken && isPossible(taken, nowMs)) return taken.local;
  }
  const named = nameTime(basename(source), nowMs);
  return named && isPossible(named, nowMs) ? named.local : null;
}

async function takeoutTime(path: string): Promise<number | undefined> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > MAX_SIDECAR_BYTES) return undefined;
    return readTakeout(decodeText(await readFile(path)))?.takenMs;
  } catch {
    return undefined; // Nearly always there is none; another reading tells of one that cannot be read.
  }
}
