import { toAppError } from '../base/errors.ts';
import { listRoots, rootService } from '../catalogue/roots/storage-roots.ts';
import type { JobAdmin } from '../jobs/engine.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot, tellJobs } from './scan/root-presence.ts';
import { useOtherCopies } from './scan/use-other-copies.ts';

/** A root that is plugged in again is noticed so soon. */
const EVERY_MS = 5_000;

interface Needs extends Pick<IngestNeeds, 'db' | 'clock' | 'log' | 'services'> {
  readonly admin: Pick<JobAdmin, 'services'>;
}

/** Looks at the roots that are offline until disposed: what waits for one goes on soon after it is back, unasked. */
export function watchRoots(needs: Needs): AsyncDisposable {
  const stop = new AbortController();
  const watching = watch(needs, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort('over');
      await watching;
    },
  };
}

async function watch(needs: Needs, signal: AbortSignal): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      await look(needs, isFirst);
    } catch (error) {
      needs.log.warn({ code: toAppError(error).code, error }, 'The storage roots could not be looked at');
    }
    await needs.clock.sleep(EVERY_MS, signal);
  }
}

/** The first look takes in all roots: their disks may have come and gone while nobody watched. */
async function look(needs: Needs, isFirst: boolean): Promise<void> {
  const roots = await listRoots(needs.db);
  const away = new Set<string>();
  for (const root of roots) {
    if (!isFirst && root.state === 'online') continue;
    if (await refreshRoot(needs, root)) continue;
    away.add(rootService(root.id));
    if (isFirst) await tellJobs(needs, { root, isThere: false });
  }
  if (away.size > 0) await useOtherCopies(needs, isFirst ? 'all' : 'blocked');
  if (!isFirst) return;
  for (const { id, state } of await listRoots(needs.db)) if (state === 'offline') away.add(rootService(id)); // meanwhile
  // a root that is gone from the catalogue, or was found again unwatched, holds back nothing
  for (const { name, state } of await needs.admin.services()) {
    if (state === 'down' && name.startsWith(rootService('')) && !away.has(name)) await needs.services.serviceUp(name);
  }
}
