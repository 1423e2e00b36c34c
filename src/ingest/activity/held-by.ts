import { z } from 'zod';
import { rootService } from '../../catalogue/roots/storage-roots.ts';
import type { Database } from '../../db/database.ts';
import { downServices } from '../../jobs/ledger/services.ts';
import { unstarted } from '../../jobs/states.ts';

/** What a session waits for, while nothing of it can be done: the code of what was met, and what was said of it. */
export interface HeldBy {
  readonly code: string;
  readonly message: string | null;
}

const JobError = z.object({ code: z.string(), message: z.string() });

/**
 * Why nothing of a session can be done now: its storage root is away, or all that is left of it waits for something
 * that is down, such as a video tool or room on a disk. No time left is told then.
 */
export async function heldBy(
  db: Database,
  session: { readonly id: string; readonly root_id: string },
): Promise<HeldBy | undefined> {
  const down = await downServices(db);
  if (down.length === 0) return undefined;
  const root = down.find(({ name }) => name === rootService(session.root_id));
  if (root) return { code: 'root_offline', message: root.reason };
  const left = await db
    .selectFrom('job')
    .select((eb) => ['state', 'lane', eb.fn.max('error').as('error')])
    .where('session_id', '=', session.id)
    .where('state', 'in', [...unstarted, 'running'])
    .groupBy(['state', 'lane'])
    .execute();
  const isHeld = ({ state, lane }: (typeof left)[number]): boolean =>
    state === 'blocked' || (state === 'ready' && down.some(({ name }) => lane.split(' ').includes(name)));
  const met = left.find(({ state, error }) => state === 'blocked' && error !== null);
  return met && left.every(isHeld) ? JobError.parse(JSON.parse(met.error ?? '')) : undefined;
}
