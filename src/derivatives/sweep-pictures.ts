import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { BlobKey, BlobStore } from '../blobs/store.ts';
import type { Database } from '../db/database.ts';
import { defineJob, delays } from '../jobs/kind.ts';
import { checksumOfKey } from './recipe.ts';

/** A picture is put in its place before its row is written; by then it has one, or never will. */
const GRACE_MS = 86_400_000;
/** No attempt at a picture takes as long. */
const TEMP_MS = 3_600_000;
/** Keys of one look into the catalogue. */
const CHUNK = 500;

interface Needs {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** What a sweep found. */
export interface Swept {
  readonly pictures: number;
  /** Files that no asset has as its picture. */
  readonly orphans: number;
  readonly orphanBytes: number;
  /** Files that were begun and left. */
  readonly temps: number;
  readonly dryRun: boolean;
}

/** Removes stored pictures that no asset has: what a crash, a changed setting or a removed asset left. Comes back by a schedule. */
export const sweepPictures = defineJob({
  kind: 'derivative.sweep',
  input: z.object({ dryRun: z.boolean().default(false) }),
  queue: 'upkeep',
  retry: delays(60_000, 600_000, 3_600_000),
  timeoutMs: 3_600_000,
  resources: { disk: 1 },
  uniqueKey: () => 'all',
  run: ({ dryRun }, needs: Needs, job) => sweep(needs, dryRun, job),
});

/** `dryRun` only counts. */
export async function sweep(
  needs: Needs,
  dryRun: boolean,
  job: { readonly signal: AbortSignal; progress?(done: number): void },
): Promise<Swept> {
  const nowMs = needs.clock.now();
  let [pictures, orphans, orphanBytes] = [0, 0, 0];
  for await (const keys of inChunks(needs.blobs.list('pictures'))) {
    job.signal.throwIfAborted();
    for (const key of await unknownAmong(needs.db, keys)) {
      const found = await needs.blobs.stat(key);
      if (!found || found.modifiedMs > nowMs - GRACE_MS) continue;
      orphans += 1;
      orphanBytes += found.bytes;
      if (!dryRun) await needs.blobs.remove(key);
    }
    pictures += keys.length;
    job.progress?.(pictures);
  }
  const temps = await needs.blobs.sweepTemps(nowMs - TEMP_MS, dryRun);
  return { pictures, orphans, orphanBytes, temps, dryRun };
}

async function* inChunks(keys: AsyncIterable<BlobKey>): AsyncGenerator<readonly BlobKey[]> {
  let chunk: BlobKey[] = [];
  for await (const key of keys) {
    chunk.push(key);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Keys that name no picture of an asset; what is not named as we name pictures is not ours to remove. */
async function unknownAmong(db: Database, keys: readonly BlobKey[]): Promise<readonly BlobKey[]> {
  const ours = keys.flatMap((key) => {
    const checksum = checksumOfKey(key);
    return checksum === undefined ? [] : [{ key, checksum }];
  });
  if (ours.length === 0) return [];
  const known = await db
    .selectFrom('derivative')
    .innerJoin('asset', 'asset.id', 'derivative.asset_id')
    .select('derivative.blob_key')
    .where('asset.checksum', 'in', [...new Set(ours.map(({ checksum }) => checksum))])
    .execute();
  const used = new Set(known.map((row) => row.blob_key));
  return ours.flatMap(({ key }) => (used.has(key) ? [] : [key]));
}
