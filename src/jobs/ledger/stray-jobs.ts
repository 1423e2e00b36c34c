import { z } from 'zod';
import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { AnyKind } from '../kind.ts';
import { laneOf, readLane } from '../lane.ts';
import type { QueueNames } from '../queue-naming.ts';
import { pauseQueue } from './admin.ts';
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

const PAUSE = `
select paused_by as "by", paused_at_ms as "atMs", paused_until_ms as "untilMs" from job_queue
where name = ? and paused_at_ms is not null and (paused_until_ms is null or paused_until_ms > ?)`;

interface Pause {
  readonly by: string;
  readonly atMs: number;
  readonly untilMs: number | null;
}

const Queues = z.array(z.string());

/** Jobs of one lane and part that lie in a queue of another name. */
export interface Stray {
  readonly part: string;
  readonly lane: string;
  /** The queue that they lie in. */
  readonly from: string;
  /** The queue that their kind has now. */
  readonly to: string;
  /** Nobody has the old queue any more, and nothing else lies in it. */
  readonly isAll: boolean;
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
  const known = new Set(Object.values(search.names));
  const others = new Set(known);
  const found: Omit<Stray, 'isAll'>[] = [];
  for (const part of PARTS) {
    const text = part === PARTS[0] ? READY_LANES : `select distinct lane from job where ${part}`;
    for (const { lane } of await rows<{ lane: string }>(db, text, [])) {
      const { queue: from, kind } = readLane(lane);
      const to = queues.get(kind);
      if (to === undefined) others.add(from);
      else if (to !== from) found.push({ part, lane, from, to });
    }
  }
  if (found.length === 0) return [];
  const workers = await rows<{ queues: string }>(db, LIVE, [search.seenSinceMs]);
  const taken = workers.map((worker) => Queues.parse(JSON.parse(worker.queues)));
  // one whose name is known here holds other kinds: who takes it does not run these
  const isTaken = (queue: string): boolean =>
    !known.has(queue) && taken.some((all) => all.length === 0 || all.includes(queue));
  return found.filter(({ from }) => !isTaken(from)).map((stray) => ({ ...stray, isAll: !others.has(stray.from) }));
}

/** Moves some of them, and with them a pause that keeps them from starting. @returns how many, and whether there may be more */
export async function moveSome(
  tx: Tx,
  { part, lane, from, to }: Stray,
  nowMs: number,
): Promise<{ count: number; isMore: boolean }> {
  // joined with nothing, so that rows are found by their id and not by walking all of the lane for each chunk
  const still = `${part.replace('state', `state || ''`)} and lane || '' = ?`;
  const text = `
update job set queue = ?, lane = ?
where id in (select id from job where ${part} and lane = ? limit ${CHUNK}) and ${still} returning id`;
  const moved = await rows<{ id: JobId }>(tx, text, [to, laneOf({ ...readLane(lane), queue: to }), lane, lane]);
  noteMoved(
    tx,
    moved.map(({ id }) => ({ id, lane })),
  );
  if (moved.length > 0) await pauseAlso(tx, { from, to }, nowMs);
  return { count: moved.length, isMore: moved.length === CHUNK };
}

/** A person stopped these jobs: another name is no reason to start them. */
async function pauseAlso(tx: Tx, { from, to }: Pick<Stray, 'from' | 'to'>, nowMs: number): Promise<void> {
  const [pause] = await rows<Pause>(tx, PAUSE, [from, nowMs]);
  if (pause) await pauseQueue(tx, { queue: to, ...pause });
}
