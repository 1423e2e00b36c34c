import { z } from 'zod';
import { listRoots } from '../catalogue/roots/storage-roots.ts';
import { defineJob, delays, type RunningJob } from '../jobs/kind.ts';
import { enqueueDue, hasDue, type RecipeNeeds } from './due/due-assets.ts';
import { isToolBack, markToolsBack, type MissingTool } from './due/mark-tools-back.ts';
import { hasLooseCompanions, pairLooseCompanions } from './due/loose-companions.ts';
import { pairByNewRules } from './due/pair-by-new-rules.ts';
import { resumeSessions } from './due/resume-sessions.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';
import { useOtherCopies } from './scan/use-other-copies.ts';
import { keepReports } from './session/session-report.ts';

/** What the reconciler needs besides what imports need. */
export interface ReconcileNeeds
  extends Pick<IngestNeeds, 'db' | 'sink' | 'services' | 'clock' | 'followUps' | 'describeAgain'>, RecipeNeeds {
  /** Assets whose pictures were made by an older recipe, or are lost; marks them as due. @returns how many */
  markStalePictures(limit: number): Promise<number>;
  /** Whether there are pictures that were made by an older recipe. */
  hasOutdatedPictures(): Promise<boolean>;
  /** Whether a tool works that was missing when something was done. */
  toolWorks(code: MissingTool): Promise<boolean>;
}

/** Stale pictures that are marked in one pass. */
const STALE_A_PASS = 1_000;

/**
 * Derives missing work from the state of the catalogue, not from what was once asked for: after a crash, a lost job,
 * an upgrade or a changed setting everything that is due is waiting again. Doubles are refused by the jobs' unique keys.
 */
export const reconcile = defineJob({
  kind: 'ingest.reconcile',
  input: z.object({
    /** One sort of work alone, all of it. */
    only: z.enum(['metadata', 'pictures', 'pairs']).optional(),
  }),
  queue: 'scan',
  priority: 300,
  retry: delays(10_000, 60_000),
  timeoutMs: 3_600_000,
  resources: {},
  uniqueKey: ({ only }) => only ?? 'all',
  async hasWork({ only }, needs: ReconcileNeeds) {
    if (only === undefined) return true; // what is missed is known only when all has been looked at
    if (only === 'pairs') return await hasLooseCompanions(needs.db);
    if (only === 'pictures' && (await needs.hasOutdatedPictures())) return true;
    return (await isToolBack(needs)) || (await hasDue(needs, only));
  },
  async run({ only }, needs: ReconcileNeeds, job) {
    if (only === 'pairs') return { folders: await pairLooseCompanions(needs) };
    if (only !== undefined) {
      const stale = (only === 'pictures' ? await markAllStale(needs, job) : 0) + (await markToolsBack(needs));
      return { assets: await enqueueDue(needs, job, only), stale };
    }
    for (const root of await listRoots(needs.db)) await refreshRoot(needs, root);
    await useOtherCopies(needs);
    const sessions = await resumeSessions(needs);
    const stale = (await needs.markStalePictures(STALE_A_PASS)) + (await markToolsBack(needs));
    const assets = await enqueueDue(needs, job);
    await pairByNewRules(needs);
    await keepReports(needs);
    return { sessions, assets, stale };
  },
});

/** Pass by pass until nothing more is stale: what is marked is not found again. */
async function markAllStale(needs: ReconcileNeeds, job: Pick<RunningJob, 'signal'>): Promise<number> {
  for (let all = 0; ;) {
    const marked = await needs.markStalePictures(STALE_A_PASS);
    all += marked;
    if (marked === 0 || job.signal.aborted) return all;
  }
}
