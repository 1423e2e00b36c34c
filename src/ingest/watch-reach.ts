import { isRootService, listRoots, rootService } from '../catalogue/roots/storage-roots.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';

const EVERY_MS = 5_000;

/** What a worker that may run elsewhere knows of its machine. */
export interface Reach extends AsyncDisposable {
  /**
   * True for the service of a root whose files this machine does not see, or has not looked at yet, and for a tool that it
   * lacks: such jobs are for others.
   */
  isUnreachable(service: string): boolean;
}

/** A tool that machines may lack, as the service of the jobs that need it. */
export interface LocalTool {
  readonly service: string;
  isHere(): Promise<boolean>;
}

type ReachNeeds = Pick<IngestNeeds, 'db' | 'clock' | 'log' | 'services'>;

/** Looks at the roots and for the tools of this machine, first now and then again and again until disposed. */
export async function watchReach(needs: ReachNeeds, tools: readonly LocalTool[]): Promise<Reach> {
  const stop = new AbortController();
  const local = new Set(tools.map(({ service }) => service));
  const look = async (): Promise<ReadonlySet<string>> =>
    new Set([...(await rootsSeen(needs)), ...(await toolsOf(tools))]);
  let seen = await look();
  const watching = (async () => {
    for (;;) {
      await needs.clock.sleep(EVERY_MS, stop.signal);
      if (stop.signal.aborted) return;
      // while the database is away nothing is claimed; the last look stays good
      seen = await look().catch(() => seen);
    }
  })();
  return {
    isUnreachable: (service) => (isRootService(service) || local.has(service)) && !seen.has(service),
    async [Symbol.asyncDispose]() {
      stop.abort('over');
      await watching;
    },
  };
}

async function rootsSeen(needs: ReachNeeds): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const root of await listRoots(needs.db)) if (await refreshRoot(needs, root)) seen.push(rootService(root.id));
  return seen;
}

async function toolsOf(tools: readonly LocalTool[]): Promise<readonly string[]> {
  const found = await Promise.all(tools.map(async ({ service, isHere }) => ((await isHere()) ? [service] : [])));
  return found.flat();
}
