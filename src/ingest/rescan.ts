import { z } from 'zod';
import { listRoots } from '../catalogue/roots/storage-roots.ts';
import { defineJob, delays } from '../jobs/kind.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';
import { startImport } from './start-import.ts';

/** Looks for new and changed files in all storage roots that are there: one import session each. */
export const rescanRoots = defineJob({
  kind: 'ingest.rescan',
  input: z.object({}),
  queue: 'scan',
  priority: 200,
  retry: delays(60_000),
  timeoutMs: 600_000,
  resources: {},
  uniqueKey: () => 'all',
  hasWork: async (_input, needs: IngestNeeds) => (await listRoots(needs.db)).some(({ managed }) => managed !== 1),
  async run(_input, needs: IngestNeeds) {
    const sessions: string[] = [];
    for (const root of await listRoots(needs.db)) {
      if (root.managed === 1 || !(await refreshRoot(needs, root))) continue;
      sessions.push((await startImport(needs, { path: root.path, mode: 'in-place' })).id);
    }
    return { sessions };
  },
});
