import { isRootService, listRoots, rootService } from '../catalogue/roots/storage-roots.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';

const EVERY_MS = 5_000;

/** What a worker that may run elsewhere knows of the roots. */
export interface Reach extends AsyncDisposable {
  /** True for the service of a root whose files this machine does not see, or has not looked at yet: its jobs are for others. */
  isUnreachable(service: string): boolean;
}

/** Looks at the roots from this machine, first now and then again and again until disposed. */
export async function watchReach(needs: Pick<IngestNeeds, 'db' | 'clock' | 'log' | 'services'>): Promise<Reach> {
  const stop = new AbortController();
  let seen = await look(needs);
  const watching = (async () => {
    for (;;) {
      await needs.clock.sleep(EVERY_MS, stop.signal);
      if (stop.signal.aborted) return;
      // while the database is away nothing is claimed; the last look stays good
      seen = await look(needs).catch(() => seen);
    }
  })();
  return {
    isUnreachable: (service) => isRootService(service) && !seen.has(service),
    async [Symbol.asyncDispose]() {
      stop.abort('over');
      await watching;
    },
  };
}

async function look(needs: Pick<IngestNeeds, 'db' | 'clock' | 'services'>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (const root of await listRoots(needs.db)) if (await refreshRoot(needs, root)) seen.add(rootService(root.id));
  return seen;
}
