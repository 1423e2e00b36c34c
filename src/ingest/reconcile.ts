import { z } from 'zod';
import { listRoots } from '../catalogue/roots/storage-roots.ts';
import { defineJob, delays } from '../jobs/kind.ts';
import { enqueueDue } from './due/due-assets.ts';
import { markToolsBack, type MissingTool } from './due/mark-tools-back.ts';
import { pairByNewRules } from './due/pair-by-new-rules.ts';
import { resumeSessions } from './due/resume-sessions.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';
import { useOtherCopies } from './scan/use-other-copies.ts';

/** What the reconciler needs besides what imports need. */
export interface ReconcileNeeds extends Pick<
  IngestNeeds,
  'db' | 'sink' | 'services' | 'clock' | 'followUps' | 'describeAgain'
> {
  /** Assets whose pictures were made by an older recipe, or are lost; marks them as due. @returns how many */
  markStalePictures(limit: number): Promise<number>;
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
  input: z.object({}),
  queue: 'scan',
  priority: 300,
  retry: delays(10_000, 60_000),
  timeoutMs: 3_600_000,
  resources: {},
  uniqueKey: () => 'all',
  async run(_input, needs: ReconcileNeeds, job) {
    for (const root of await listRoots(needs.db)) await refreshRoot(needs, root);
    await useOtherCopies(needs);
    const sessions = await resumeSessions(needs);
    const stale = (await needs.markStalePictures(STALE_A_PASS)) + (await markToolsBack(needs));
    const assets = await enqueueDue(needs, job);
    await pairByNewRules(needs);
    return { sessions, assets, stale };
  },
});
