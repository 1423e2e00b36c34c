import { z } from 'zod';
import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { AnyKind } from '../kind.ts';
import { laneOf, readLane } from '../lane.ts';
import type { QueueNames } from '../queue-naming.ts';
import { noteMoved } from './moved-jobs.ts';
import { READY_LANES } from './open-lanes.ts';

/** Jobs moved in one transaction. */
const CHUNK = 2_000;

/** What has not ended and does not run, and failures, which a person may try again; each as its index has it. */
const PARTS = [
  `state = 'ready'`,
  `state = 'scheduled'`,
  `state = 'blocked'`,
  `state in ('waiting', 'held')`,
  `state = 'failed'`,
] as const;

const LIVE = `select queues from worker where state <> 'stopped' and seen_at_ms > ?`;

const Queues = z.array(z.string());

/** Jobs of one lane and part that lie in a queue of another name. */
export interface Stray {
  readonly part: string;
  readonly lane: string;
  /** The queue that their kind has now. */
  readonly queue: string;
}

/** What strays are told by. */
export interface StraySearch {
  readonly kinds: readonly AnyKind[];
  readonly names: QueueNames;
  queueOf(kind: AnyKind): string;
  /** Workers silent since then are gone. */
  readonly seenSinceMs: number;
}

/** Where jobs of these kinds lie in a queue that is not theirs by the names, and that nobody else works. Only reads. */
export async function findStrays(db: Database, search: StraySearch): Promise<readonly Stray[]> {
  const queues = new Map(search.kinds.map((kind) => [kind.kind, search.queueOf(kind)]));
  const found: Stray[] = [];
  for (const part of PARTS) {
    const text = part === PARTS[0] ? READY_LANES : `select distinct lane from job where ${part}`;
    for (const { lane } of await rows<{ lane: string }>(db, text, [])) {
      const { queue: stored, kind } = readLane(lane);
      const queue = queues.get(kind);
      if (queue !== undefined && queue !== stored) found.push({ part, lane, queue });
    }
  }
  if (found.length === 0) return [];
  const isTaken = await takenElsewhere(db, search);
  return found.filter(({ lane }) => !isTaken(readLane(lane).queue));
}

/** Whether a live worker takes a queue that has no such name here. One whose name is known here holds other kinds. */
async function takenElsewhere(
  db: Database,
  { names, seenSinceMs }: Pick<StraySearch, 'names' | 'seenSinceMs'>,
): Promise<(queue: string) => boolean> {
  const workers = await rows<{ queues: string }>(db, LIVE, [seenSinceMs]);
  const taken = workers.map(({ queues }) => Queues.parse(JSON.parse(queues)));
  const known = new Set(Object.values(names));
  return (queue) => !known.has(queue) && taken.some((queues) => queues.length === 0 || queues.includes(queue));
}

/** Moves some of them. @returns how many, and whether there may be more */
export async function moveSome(tx: Tx, { part, lane, queue }: Stray): Promise<{ count: number; isMore: boolean }> {
  const is = `${part} and lane = ?`;
  const text = `
update job set queue = ?, lane = ? where ${is} and id in (select id from job where ${is} limit ${CHUNK}) returning id`;
  const moved = await rows<{ id: JobId }>(tx, text, [queue, laneOf({ ...readLane(lane), queue }), lane, lane]);
  noteMoved(
    tx,
    moved.map(({ id }) => ({ id, lane })),
  );
  return { count: moved.length, isMore: moved.length === CHUNK };
}
