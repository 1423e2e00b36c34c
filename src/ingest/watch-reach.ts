import { isRootService, listRoots, rootService } from '../catalogue/roots/storage-roots.ts';
import { localRoots } from '../catalogue/roots/local-roots.ts';
import type { JobAdmin } from '../jobs/engine.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { refreshRoot } from './scan/root-presence.ts';

const EVERY_MS = 5_000;

/** What a worker knows of its machine. */
export interface Reach extends AsyncDisposable {
  /**
   * True for the service of a tool that this machine lacks; for one that only helps, maybe from elsewhere, also of a root whose
   * files it does not see, or has not looked at yet. Such jobs are for others.
   */
  isUnreachable(service: string): boolean;
  /** The services of tools that this machine lacks, and of one that only helps those of roots that it does not see. */
  lacks(): readonly string[];
}

/** A tool that machines may lack, as the service of the jobs that need it. */
export interface LocalTool {
  readonly service: string;
  /** Looks for it. */
  isHere(): Promise<boolean>;
  /** Whoever looked for it last, a job too, has not found it. */
  isMissing(): boolean;
}

type ReachNeeds = Pick<IngestNeeds, 'db' | 'clock' | 'log' | 'services'> & { admin: Pick<JobAdmin, 'services'> };

/**
 * Looks for what this machine reaches, first now and then again and again until disposed. Who runs the library looks for a
 * tool only when it is said to be missing: to start one costs time. Who has a tool that another lacked says that it is there.
 */
export async function watchReach(needs: ReachNeeds, tools: readonly LocalTool[]): Promise<Reach> {
  const stop = new AbortController();
  const { isHelper } = localRoots(needs.db);
  const missing = (): readonly string[] => tools.filter((tool) => tool.isMissing()).map(({ service }) => service);
  const look = async (isFirst: boolean): Promise<RootsSeen> => {
    await lookForTools(needs, tools, isHelper && isFirst);
    return isHelper ? await lookForRoots(needs) : { seen: new Set(), unseen: [] };
  };
  let roots = await look(true);
  const watching = (async () => {
    for (;;) {
      await needs.clock.sleep(EVERY_MS, stop.signal);
      if (stop.signal.aborted) return;
      // while the database is away nothing is claimed; the last look stays good
      roots = await look(false).catch(() => roots);
    }
  })();
  return {
    isUnreachable: (service) =>
      missing().includes(service) || (isHelper && isRootService(service) && !roots.seen.has(service)),
    lacks: () => [...missing(), ...roots.unseen],
    async [Symbol.asyncDispose]() {
      stop.abort('over');
      await watching;
    },
  };
}

/** Services of roots whose files this machine sees, and of those that it does not. */
interface RootsSeen {
  readonly seen: ReadonlySet<string>;
  readonly unseen: readonly string[];
}

async function lookForRoots(needs: ReachNeeds): Promise<RootsSeen> {
  const [seen, unseen] = [new Set<string>(), new Array<string>()];
  for (const root of await listRoots(needs.db)) {
    const service = rootService(root.id);
    if (await refreshRoot(needs, root)) seen.add(service);
    else unseen.push(service);
  }
  return { seen, unseen };
}

/** Looks for tools that are missing, here or for all, or for all of them. */
async function lookForTools(
  { admin, services }: ReachNeeds,
  tools: readonly LocalTool[],
  isForAll: boolean,
): Promise<void> {
  const known = tools.length === 0 ? [] : await admin.services();
  for (const { service, isHere, isMissing } of tools) {
    const isDown = known.some(({ name, state }) => name === service && state === 'down');
    if (!isForAll && !isDown && !isMissing()) continue;
    if ((await isHere()) && isDown) await services.serviceUp(service);
  }
}
