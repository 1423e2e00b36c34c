import { sql } from 'kysely';
import { z } from 'zod';
import { placesOf } from '../../catalogue/files/places-of.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Database, Tx } from '../../db/database.ts';
import { append } from '../../events/append.ts';
import type { NewJob } from '../../jobs/engine.ts';
import type { IngestNeeds } from '../ingest-needs.ts';

type Needs = Pick<IngestNeeds, 'db' | 'sink' | 'clock' | 'followUps' | 'describeAgain'>;
/** What tells by which recipe pictures are made. */
export interface RecipeNeeds {
  /** `asset.pictures_key` as the settings of now make it; `picturesKey`: as it stands. */
  picturesKeyOf(asset: { checksum: string; format: string; picturesKey: string | null }): string;
}

type Work = 'metadata' | 'pictures';

/** An asset that lacks something. */
interface DueAsset {
  readonly id: string;
  readonly checksum: string;
  readonly format: string;
  readonly pictures_key: string | null;
  readonly metadata_state: string;
  readonly metadata_code: string | null;
  readonly pictures_state: string;
  readonly pictures_code: string | null;
}

const PAGE = 1_000;
const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);
const StoredError = z.object({ code: z.string(), message: z.string() });

/** What one asset lacks. */
interface Lack {
  readonly asset: DueAsset;
  readonly work: Work;
}

/** Work whose last job gave up without a word: it ran out of time, or its process died with it. */
interface GivenUp extends Lack {
  readonly error: z.infer<typeof StoredError>;
}

/**
 * Every asset that lacks metadata or pictures – or one of them, with `only` – gets the jobs that are missing. What gave up
 * without a word is recorded as failed instead of being tried for ever. @returns how many assets were due
 */
export async function enqueueDue(
  needs: Needs & RecipeNeeds,
  job: { readonly signal: AbortSignal; progress(done: number): void },
  only?: Work,
): Promise<number> {
  let assets = 0;
  for await (const page of duePages(needs.db, only)) {
    const { missing, again, givenUp } = await whatIsDue(needs, page, only);
    await inTransaction(needs.db, async (tx) => {
      await needs.sink.enqueue(missing, tx);
      await forgetEnds(tx, again);
    });
    if (givenUp.length > 0) await recordGivenUp(needs, givenUp);
    assets += page.length;
    job.progress(assets);
    if (job.signal.aborted) break;
  }
  return assets;
}

/** What an asset says of its last try counts no more once it is tried again: a job that then gives up without a word is told. */
async function forgetEnds(tx: Tx, again: readonly Lack[]): Promise<void> {
  for (const { asset, work } of again) {
    await tx
      .updateTable('asset')
      .set({ [`${work}_code`]: null, [`${work}_message`]: null })
      .where('id', '=', asset.id)
      .execute();
  }
}

/** Whether an asset lacks this work and no job of it is in line. */
export async function hasDue(needs: Needs, only: Work): Promise<boolean> {
  for await (const page of duePages(needs.db, only)) {
    const { missing, givenUp } = await whatIsDue(needs, page, only);
    if (missing.length + givenUp.length > 0) return true;
  }
  return false;
}

async function* duePages(db: Database, only: Work | undefined): AsyncGenerator<readonly DueAsset[]> {
  for (let after = ''; ;) {
    const page = await dueAssets(db, after, only);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.id;
  }
}

async function whatIsDue(
  needs: Needs,
  page: readonly DueAsset[],
  only: Work | undefined,
): Promise<{ missing: readonly NewJob[]; again: readonly Lack[]; givenUp: readonly GivenUp[] }> {
  const ids = page.map((asset) => asset.id);
  const last = await lastJobs(needs.db, ids);
  const places = await placesOf(needs.db, ids);
  const missing: NewJob[] = [];
  const again: Lack[] = [];
  const givenUp: GivenUp[] = [];
  for (const asset of page) {
    const about = { ...places.get(asset.id), assetId: asset.id, sessionId: null };
    const describe = needs.describeAgain(about).kind.kind;
    for (const job of needs.followUps(about)) {
      const work: Work = job.kind.kind === describe ? 'metadata' : 'pictures';
      const before = last.get(`${asset.id} ${job.kind.kind}`);
      if ((only ?? work) !== work || asset[`${work}_state`] !== 'waiting') continue;
      if (before && !ENDED.has(before.state)) continue;
      const error =
        before?.state === 'failed' ? StoredError.safeParse(JSON.parse(before.error ?? '{}')).data : undefined;
      // what the asset says itself was recorded by its job, and marked as due since
      if (error && error.code !== asset[`${work}_code`]) givenUp.push({ asset, work, error });
      else {
        missing.push(job);
        if (error) again.push({ asset, work });
      }
    }
  }
  return { missing, again, givenUp };
}

/** The newest job of each asset and kind: `asset kind` → its state. */
async function lastJobs(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { state: string; error: string | null }>> {
  const found = new Map<string, { state: string; error: string | null }>();
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await db
      .selectFrom('job')
      .select(['asset_id', 'kind', 'state', 'error'])
      .where('asset_id', 'in', ids.slice(at, at + 500))
      .orderBy('id')
      .execute();
    for (const row of rows) found.set(`${row.asset_id} ${row.kind}`, row);
  }
  return found;
}

async function recordGivenUp(
  needs: Pick<Needs, 'db' | 'clock'> & RecipeNeeds,
  givenUp: readonly GivenUp[],
): Promise<void> {
  const nowMs = needs.clock.now();
  await inTransaction(needs.db, async (tx) => {
    for (const { asset, work, error } of givenUp) {
      const set =
        work === 'metadata'
          ? { metadata_state: 'failed' as const, metadata_code: error.code, metadata_message: error.message }
          : {
              pictures_state: 'failed' as const,
              pictures_code: error.code,
              pictures_message: error.message,
              // without it the next look for pictures of an older recipe would have them tried again
              pictures_key: needs.picturesKeyOf({ ...asset, picturesKey: asset.pictures_key }),
            };
      await tx
        .updateTable('asset')
        .set({ ...set, updated_at_ms: nowMs })
        .where('id', '=', asset.id)
        .execute();
    }
    await append(
      tx,
      givenUp.map(({ asset, work }) => ({
        type: work === 'metadata' ? 'asset.described' : 'asset.pictured',
        version: 1,
        subject: asset.id,
        data: { state: 'failed' },
      })),
      nowMs,
    );
  });
}

/** By the two partial indexes, whose condition has to stand as a literal. */
async function dueAssets(db: Database, after: string, only: Work | undefined): Promise<DueAsset[]> {
  const due = async (work: Work): Promise<DueAsset[]> => {
    if ((only ?? work) !== work) return [];
    const column = `${work}_state` as const;
    return await db
      .selectFrom('asset')
      .select(['id', 'checksum', 'format', 'pictures_key'])
      .select(['metadata_state', 'metadata_code', 'pictures_state', 'pictures_code'])
      .where(column, '!=', sql.lit('ready'))
      .where(column, '=', 'waiting')
      .where('status', '=', 'active')
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
  };
  const found = new Map([...(await due('metadata')), ...(await due('pictures'))].map((row) => [row.id, row]));
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, PAGE);
}
