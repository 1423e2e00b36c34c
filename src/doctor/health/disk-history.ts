import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { isoTime } from '../../base/iso-time.ts';
import type { HealthView } from '../../contract/health.ts';
import type { Room } from './storage-parts.ts';

const Samples = z.record(z.string(), z.array(z.tuple([z.number(), z.number()])));
type Samples = z.infer<typeof Samples>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEPT_MS = 14 * DAY_MS;
/** The pace is told from the last days, and only once half a day of it is known. */
const PACE_MS = 7 * DAY_MS;
const LEAST_MS = DAY_MS / 2;
/** A volume that lasts longer does not fill for our purpose. */
const FAR_DAYS = 3_650;

/** How much room there was, once an hour for two weeks, in a small file of the data folder. */
export class DiskHistory {
  readonly #file: string;
  #samples: Samples | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Notes the room there is and tells the pace. A file that cannot be kept is no reason to fail. */
  async forecast(rooms: ReadonlyMap<string, Room>, nowMs: number): Promise<HealthView['forecast']> {
    const samples = (this.#samples ??= await readSamples(this.#file));
    let isNew = false;
    for (const [id, { freeBytes }] of rooms) {
      const mine = (samples[id] ??= []).filter(([atMs]) => atMs > nowMs - KEPT_MS);
      samples[id] = mine;
      if (nowMs - (mine.at(-1)?.[0] ?? 0) < HOUR_MS) continue;
      mine.push([nowMs, freeBytes]);
      isNew = true;
    }
    if (isNew) await writeSamples(this.#file, samples).catch(() => undefined);
    return [...rooms].map(([id, { freeBytes, totalBytes }]) => ({
      id,
      freeBytes,
      totalBytes,
      fullInDays: fullInDays(samples[id] ?? [], { nowMs, freeBytes }),
      history: (samples[id] ?? []).map(([atMs, freeBytes]) => ({ at: isoTime(atMs), freeBytes })),
    }));
  }
}

/** Days until nothing is free at the pace of the samples (time, free bytes); null when it does not shrink or is not known. */
export function fullInDays(
  samples: readonly (readonly [number, number])[],
  now: { nowMs: number; freeBytes: number },
): number | null {
  const recent = samples.filter(([atMs]) => atMs > now.nowMs - PACE_MS);
  const [first] = recent;
  if (!first || now.nowMs - first[0] < LEAST_MS) return null;
  const points = [...recent, [now.nowMs, now.freeBytes] as const];
  const meanT = mean(points.map(([atMs]) => atMs));
  const meanB = mean(points.map(([, bytes]) => bytes));
  const spread = points.reduce((sum, [atMs]) => sum + (atMs - meanT) ** 2, 0);
  const slope = points.reduce((sum, [atMs, bytes]) => sum + (atMs - meanT) * (bytes - meanB), 0) / spread;
  const days = now.freeBytes / -slope / DAY_MS;
  return slope < 0 && days < FAR_DAYS ? days : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function readSamples(file: string): Promise<Samples> {
  try {
    return Samples.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {}; // none yet, or damaged: it fills again
  }
}

async function writeSamples(file: string, samples: Samples): Promise<void> {
  const next = `${file}.new`;
  try {
    await writeFile(next, JSON.stringify(samples), { mode: 0o600 });
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true }); // a full disk leaves an empty one
    throw error;
  }
}
