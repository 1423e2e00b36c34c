import { sql } from 'kysely';
import { z } from 'zod';
import { SessionId } from '../contract/ids.ts';
import type { Database } from '../db/database.ts';
import type { NewJob } from '../jobs/engine.ts';
import { defineJob, delays } from '../jobs/kind.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { scanFolder } from './scan-folder.ts';

export interface ReconcileNeeds extends Pick<IngestNeeds, 'db' | 'sink' | 'clock' | 'followUps'> {
  /** Assets whose pictures were made by an older recipe, or are lost; marks them as due. @returns how many */
  markStalePictures(limit: number): Promise<number>;
}

const PAGE = 1_000;

/**
 * Derives missing work from the state of the catalogue, not from what was once asked for: after a crash, a lost job,
 * an upgrade or a changed setting everything that is due is waiting again. Doubles are refused by the jobs' unique keys.
 */
export const reconcile = defineJob({
  kind: 'ingest.reconcile',
  input: z.object({}),
  queue: 'scan',
  priority: 300,
  retry: delays(10_000, 60_000),
  timeoutMs: 3_600_000,
  resources: {},
  uniqueKey: () => 'all',
  async run(_input, needs: ReconcileNeeds, job) {
    const sessions = await resumeSessions(needs);
    const stale = await needs.markStalePictures(PAGE);
    let assets = 0;
    let after = '';
    for (
      let ids = await dueAssets(needs.db, after);
      ids.length > 0 && !job.signal.aborted;
      ids = await dueAssets(needs.db, after)
    ) {
      const jobs: NewJob[] = ids.flatMap((assetId) => [...needs.followUps({ assetId, sessionId: null })]);
      await needs.sink.enqueue(jobs);
      assets += ids.length;
      after = ids.at(-1) ?? after;
      job.progress(assets);
    }
    return { sessions, assets, stale };
  },
});

/** Sessions that have not ended and whose job is gone. The unique key keeps a living job single. */
async function resumeSessions(needs: ReconcileNeeds): Promise<number> {
  const open = await needs.db
    .selectFrom('import_session')
    .select('id')
    .where('state', 'in', ['waiting', 'running'])
    .execute();
  const jobs = open.map((session) => ({ kind: scanFolder, input: { sessionId: SessionId.parse(session.id) } }));
  const results = await needs.sink.enqueue(jobs);
  return results.filter((result) => result.outcome === 'added').length;
}

/** Assets that lack metadata or pictures, by the two partial indexes; their condition has to stand as a literal. */
async function dueAssets(db: Database, after: string): Promise<string[]> {
  const due = async (column: 'metadata_state' | 'pictures_state'): Promise<string[]> => {
    const rows = await db
      .selectFrom('asset')
      .select('id')
      .where(column, '!=', sql.lit('ready'))
      .where(column, '=', 'waiting')
      .where('status', '=', 'active')
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    return rows.map((row) => row.id);
  };
  const ids = new Set([...(await due('metadata_state')), ...(await due('pictures_state'))]);
  return [...ids].sort().slice(0, PAGE);
}
