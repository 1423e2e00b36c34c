import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { claimsLock } from '../../db/dialect/one-writer.ts';
import { rows } from '../../db/rows.ts';
import { writeLater } from '../../db/write-later.ts';
import type { ClaimAsk, ClaimedJob } from '../engine.ts';
import { readLane } from '../lane.ts';
import { pickJobs, roomIn } from '../slots.ts';
import type { Turns } from '../turns.ts';
import { noteMoved } from './moved-jobs.ts';
import { type Head, HEAD_COLUMNS, headsOf, upToLimits } from './lane-heads.ts';
import { askLanes, type LaneAsk, openLanes, readLanes } from './open-lanes.ts';
import { askAhead, type Once, type Statement } from '../../db/rows-of-each.ts';
import { beginProbe } from './services.ts';

/** Delayed jobs made ready by one claim; the next claim goes on. */
const PROMOTED = 1_000;

const PROMOTE = `
update job set state = 'ready'
where id in (select id from job where state = 'scheduled' and run_at_ms <= ? order by run_at_ms limit ${PROMOTED})
returning id`;

const HAS_WORK = `
select case when exists (select 1 from job where state = 'ready')
  or exists (select 1 from job where state = 'scheduled' and run_at_ms <= ?)
  or exists (select 1 from job_service where state = 'down' and next_probe_at_ms <= ?) then 1 else 0 end as yes`;

/** A probe that is due but cannot be made yet must not wake anyone again and again. */
const NEXT_DUE = `
select min(at) as at from (
  select min(run_at_ms) as at from job where state = 'scheduled'
  union all
  select min(next_probe_at_ms) as at from job_service where state = 'down' and next_probe_at_ms > ?
) as due`;

const BY_ID = `select ${HEAD_COLUMNS} from job where id in (select value from json_each(?)) and state = 'ready' /* for update */`;

const TAKE = `
update job set state = 'running', worker_id = ?, lease_until_ms = ?, started_at_ms = ?, fence = fence + 1, attempt = attempt + 1
where id in (select value from json_each(?)) and state = 'ready'`;

/** When and in which turn a claim is made, and how it gets its jobs. */
export interface ClaimAt {
  readonly nowMs: number;
  readonly turns: Turns;
  readonly opening: ClaimOpening;
  /**
   * The jobs that this claimant gets in the place of those picked: as many of each lane, or fewer. `guess`: that of the
   * opening, where it was made.
   */
  handOut(
    picked: readonly { readonly id: JobId; readonly lane: string }[],
    guess: Once | undefined,
  ): Promise<readonly JobId[]>;
}

/** What a claim will likely take: so many of the only lane there is. */
export interface LikelyPick {
  readonly lane: string;
  readonly limit: number;
}

/** What a claim begins with: the right to claim, and what it is judged by. */
export interface ClaimOpening {
  readonly lanes: LaneAsk;
  /** The lanes that had work at the last claim: their heads are asked for with the rest, a round trip less. */
  readonly guessed?: { readonly lanes: ReadonlySet<string>; readonly heads: Statement };
}

/** Prepares a claim. `guess`: what to ask for with the heads, in the hope that these are what is picked. */
export async function openClaim(
  tx: Tx,
  ask: ClaimAsk,
  { nowMs, turns, guess }: Pick<ClaimAt, 'nowMs' | 'turns'> & { guess(pick: LikelyPick): Promise<Once | undefined> },
): Promise<ClaimOpening> {
  const first = claimsLock(tx);
  if (!first || turns.lanes.length === 0) return { lanes: askLanes(nowMs, { first }) };
  const limit = Math.max(...ask.queues.map((queue) => queue.limit));
  const heads = headsOf(turns.lanes.map((text) => ({ text, limit })));
  const pick = likelyPick(ask, turns.only);
  const last = pick && (await guess(pick));
  return { lanes: askLanes(nowMs, { first, heads, last }), guessed: { lanes: new Set(turns.lanes), heads } };
}

function likelyPick({ queues, free, holds }: ClaimAsk, only: string | undefined): LikelyPick | undefined {
  if (only === undefined) return undefined;
  const { queue, kind } = readLane(only);
  const held = holds[kind];
  const room = queues.find(({ name }) => name === queue)?.limit ?? 0;
  const limit = held ? Math.min(room, roomIn(free, held)) : room;
  return limit > 0 ? { lane: only, limit } : undefined;
}

/** Lets a settle that comes just before a claim, in its transaction, do what the claim begins with: a round trip less. */
export function claimAhead(tx: Tx, { lanes: { reads, withHeads, besides } }: ClaimOpening): void {
  askAhead(tx, withHeads ?? reads, besides);
}

/** True when a claim could find something. Only reads, so that an idle worker never writes. */
export async function hasWork(db: Database, nowMs: number): Promise<boolean> {
  const [row] = await rows<{ yes: number }>(db, HAS_WORK, [nowMs, nowMs]);
  return row?.yes === 1;
}

/** When the next delayed job, or the next look whether a service is back, is due. */
export async function nextDueAtMs(db: Database, nowMs: number): Promise<number | undefined> {
  const [row] = await rows<{ at: number | null }>(db, NEXT_DUE, [nowMs]);
  return row?.at ?? undefined;
}

/** Makes due jobs ready, and takes the best that fit, lane by lane in turn. */
export async function claimJobs(tx: Tx, ask: ClaimAsk, at: ClaimAt): Promise<readonly ClaimedJob[]> {
  const { nowMs, turns, opening } = at;
  const { guessed } = opening;
  let read = await readLanes(tx, opening.lanes);
  const guess = opening.lanes.besides.last;
  if (read.isDue) {
    noteMoved(tx, await rows<{ id: JobId }>(tx, PROMOTE, [nowMs]));
    read = await readLanes(tx, askLanes(nowMs, { heads: guessed?.heads }));
  }
  const { lanes, left, probes } = await openLanes(tx, ask, { nowMs, read });
  const [only] = lanes;
  turns.only = lanes.length === 1 && only?.names.every((name) => !left.has(name)) ? only.text : undefined;
  if (!only) return guess ? await nothing(at, guess) : [];
  const names = new Map(lanes.map((lane) => [lane.text, lane.names]));
  // a look whether a service is back makes a job ready that was not when the heads were read
  const isKnown = probes.length === 0 && lanes.every(({ text }) => guessed?.lanes.has(text));
  const heads = upToLimits(isKnown ? read.heads : await rows<Head>(tx, ...headsOf(lanes)), lanes);
  const picked = pickJobs(turns.order(heads), { free: ask.free, holds: ask.holds, names, left });
  const ids = picked.length > 0 || guess ? await at.handOut(picked, guess) : [];
  const taken = await headsWith(tx, ids, picked);
  if (ids.length > 0) await writeLater(tx, TAKE, [ask.worker, nowMs + ask.leaseMs, nowMs, JSON.stringify(ids)]);
  turns.took(taken.map(({ lane }) => lane));
  for (const { service, job } of probes) {
    const through = taken.find(({ lane }) => names.get(lane)?.includes(service))?.id ?? job;
    if (through !== undefined) await beginProbe(tx, { service, job: through }, nowMs);
  }
  return taken.map((head) => claimed(head, ask, nowMs));
}

/** What was asked for in the hope of more is given back. */
async function nothing(at: ClaimAt, guess: Once): Promise<readonly []> {
  await at.handOut([], guess);
  return [];
}

/** Those that were handed out are mostly those that were picked. They are locked, so the claim cannot miss one. */
async function headsWith(tx: Tx, ids: readonly JobId[], picked: readonly Head[]): Promise<readonly Head[]> {
  if (ids.length === picked.length && picked.every(({ id }, i) => id === ids[i])) return picked;
  const found = await rows<Head>(tx, BY_ID, [JSON.stringify(ids)]);
  const byId = new Map(found.map((head) => [head.id, head]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function claimed(head: Head, { worker }: ClaimAsk, nowMs: number): ClaimedJob {
  const lease = {
    id: head.id,
    worker,
    fence: head.fence + 1,
    attempt: head.attempt + 1,
    queue: head.queue,
    kind: head.kind,
    dueAtMs: head.run_at_ms,
    startedAtMs: nowMs,
  };
  return { lease, payload: parsed(head.payload), countedFailures: head.counted_failures };
}

/** A row that is no JSON must fail its own job, not the claim of all. */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
