import { listRoots, rootService } from '../catalogue/roots/storage-roots.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';

const EVERY_MS = 5_000;

/** What a worker that may run elsewhere knows of the roots. */
export interface Reach extends AsyncDisposable {
  /** Services of the roots whose files this machine does not see: their jobs are for others. */
  unreachable(): readonly string[];
}

/** Looks at the roots from this machine, first now and then again and again until disposed. */
export async function watchReach(needs: Pick<IngestNeeds, 'db' | 'clock' | 'log' | 'services'>): Promise<Reach> {
  const stop = new AbortController();
  let away = await look(needs);
  const watching = (async () => {
    for (;;) {
      await needs.clock.sleep(EVERY_MS, stop.signal);
      if (stop.signal.aborted) return;
      // while the database is away nothing is claimed; the last look stays good
      away = await look(needs).catch(() => away);
    }
  })();
  return {
    unreachable: () => away,
    async [Symbol.asyncDispose]() {
      stop.abort('over');
      await watching;
    },
  };
}

async function look(needs: Pick<IngestNeeds, 'db' | 'clock' | 'services'>): Promise<readonly string[]> {
  const away: string[] = [];
  for (const root of await listRoots(needs.db)) if (!(await refreshRoot(needs, root))) away.push(rootService(root.id));
  return away;
}
