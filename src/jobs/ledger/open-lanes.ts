import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import { type Besides, rowsOfEach, type Statement } from '../../db/rows-of-each.ts';
import type { ClaimAsk } from '../engine.ts';
import { readLane } from '../lane.ts';
import { closedNow } from '../run-window.ts';
import { browsedAtMs } from './run-windows.ts';
import type { Head } from './lane-heads.ts';
import { DOWN, type DownService, unblockOne } from './services.ts';

/** Lanes with ready jobs, jumping from one to the next in the index however many jobs wait. */
export const READY_LANES = `
with recursive found(lane) as (
  select min(lane) from job where state = 'ready'
  union all
  select (select min(job.lane) from job where job.state = 'ready' and job.lane > found.lane) from found
  where found.lane is not null
)
select lane from found where lane is not null`;

/** Cheaper than an update that finds nothing. */
const IS_DUE = `select 1 as yes from job where state = 'scheduled' and run_at_ms <= ? limit 1`;

const QUEUES = `select name, paused_at_ms, paused_until_ms, concurrency, run_window from job_queue`;

const RUNNING = `select lane, count(*) as count from job where state = 'running' group by lane`;

/** A lane that jobs may be taken from. */
export interface OpenLane {
  readonly text: string;
  /** Most that could start now. */
  readonly limit: number;
  /** All names that a limit may be set for. */
  readonly names: readonly string[];
}

interface QueueRow {
  readonly name: string;
  readonly paused_at_ms: number | null;
  readonly paused_until_ms: number | null;
  readonly concurrency: number | null;
  readonly run_window: string | null;
}

/** Where jobs may be taken from now. */
export interface Openings {
  readonly lanes: readonly OpenLane[];
  /** How many more may start, by name; a name that is not there has no limit. */
  readonly left: ReadonlyMap<string, number>;
  /** Services whose probe is due, with the job that was let go for it although its lane does not name the service. */
  readonly probes: readonly { readonly service: string; readonly job: string | undefined }[];
}

/** What the lanes are judged by, all read at once. */
export interface LaneReads {
  /** Delayed jobs are due, and not ready yet. */
  readonly isDue: boolean;
  readonly lanes: readonly string[];
  readonly queues: readonly QueueRow[];
  readonly down: readonly DownService[];
}

type Found = [due: object, down: DownService, queues: QueueRow, lanes: { readonly lane: string }];

/** What to ask for what lanes are judged by. */
export interface LaneAsk {
  /** Takes the right to claim; asks for what is likely wanted when the heads are known. */
  readonly besides: Besides;
  readonly reads: readonly [Statement, Statement, Statement, Statement];
  /** These, and the heads that are likely asked for next. */
  readonly withHeads: readonly [...LaneAsk['reads'], heads: Statement] | undefined;
}

/** How to read what lanes are judged by, and `heads` with it. */
export function askLanes(
  nowMs: number,
  { heads, ...besides }: Besides & { readonly heads?: Statement | undefined },
): LaneAsk {
  const reads = [
    [IS_DUE, [nowMs]],
    [DOWN, []],
    [QUEUES, []],
    [READY_LANES, []],
  ] as const;
  return { besides, reads, withHeads: heads && [...reads, heads] };
}

/** Reads what lanes are judged by, when the right to claim is held. */
export async function readLanes(tx: Tx, ask: LaneAsk): Promise<LaneReads & { readonly heads: readonly Head[] }> {
  const { besides, reads, withHeads } = ask;
  const [due, down, queues, lanes, heads] = withHeads
    ? await rowsOfEach<[...Found, Head]>(tx, withHeads, besides)
    : ([...(await rowsOfEach<Found>(tx, reads, besides)), []] as const);
  return { isDue: due.length > 0, lanes: lanes.map(({ lane }) => lane), queues, down, heads };
}

/** Which lanes this worker may take from: of its queues, not paused, within their hours, needing nothing that is away. */
export async function openLanes(
  tx: Tx,
  ask: ClaimAsk,
  { nowMs, read }: { readonly nowMs: number; readonly read: LaneReads },
): Promise<Openings> {
  const { queues } = read;
  const { isShut, due } = servicesNow(read.down, ask, nowMs);
  const left = new Map<string, number>(due.map((name) => [name, 1]));
  const resting = await restingQueues(tx, queues, nowMs);
  const open = ask.queues.map(({ name }) => name).filter((name) => !resting.has(name));
  const { found, probes } = await findLanes(tx, read.lanes, { queues: open, due });
  await setLimits(tx, left, [...queues.flatMap(limitOf), ...Object.entries(ask.limits ?? {})]);
  const rooms = new Map(ask.queues.map(({ name, limit }) => [name, limit]));
  const lanes = found.flatMap((lane): OpenLane[] => {
    const { queue, kind, services } = readLane(lane);
    if (resting.has(queue) || services.some(isShut)) return [];
    const names = ['all', queue, kind, ...services];
    const limit = Math.min(rooms.get(queue) ?? 0, ...names.map((name) => left.get(name) ?? Infinity));
    return limit > 0 ? [{ text: lane, limit, names }] : [];
  });
  return { lanes, left, probes };
}

/** Services that nothing may be started for, and those of which it is time to see whether they are back. */
function servicesNow(
  down: readonly DownService[],
  ask: ClaimAsk,
  nowMs: number,
): { isShut: (service: string) => boolean; due: readonly string[] } {
  const isFar = (service: string): boolean => ask.isUnreachable?.(service) ?? false;
  const isDue = ({ name, next_probe_at_ms: atMs }: DownService): boolean =>
    atMs !== null && atMs <= nowMs && !isFar(name);
  const due = down.filter(isDue).map(({ name }) => name);
  const shut = new Set(down.filter((service) => !isDue(service)).map(({ name }) => name));
  return { isShut: (service) => shut.has(service) || isFar(service), due };
}

/** Lanes with ready jobs. Where only blocked ones could see whether a service is back, one of them is made ready. */
async function findLanes(
  tx: Tx,
  lanes: readonly string[],
  { queues, due }: { queues: readonly string[]; due: readonly string[] },
): Promise<{ found: readonly string[]; probes: Openings['probes'] }> {
  const found = [...lanes];
  const probes: { service: string; job: string | undefined }[] = [];
  for (const service of due) {
    const isNamed = (lane: string): boolean => readLane(lane).services.includes(service);
    const isInLine = found.some((lane) => isNamed(lane) && queues.includes(readLane(lane).queue));
    const freed = isInLine ? undefined : await unblockOne(tx, service, queues);
    if (freed && !found.includes(freed.lane)) found.push(freed.lane);
    probes.push({ service, job: freed && !isNamed(freed.lane) ? freed.id : undefined });
  }
  return { found, probes };
}

async function restingQueues(tx: Tx, queues: readonly QueueRow[], atMs: number): Promise<ReadonlySet<string>> {
  const browsed = queues.some((queue) => queue.run_window !== null) ? await browsedAtMs(tx) : undefined;
  const now = { atMs, browsedAtMs: browsed };
  return new Set(
    queues.filter((queue) => isPaused(queue, atMs) || closedNow(queue.run_window, now)).map((queue) => queue.name),
  );
}

function isPaused(queue: QueueRow, nowMs: number): boolean {
  return queue.paused_at_ms !== null && (queue.paused_until_ms === null || queue.paused_until_ms > nowMs);
}

function limitOf({ name, concurrency }: QueueRow): [string, number][] {
  return concurrency === null ? [] : [[name, concurrency]];
}

/** What runs already, on any worker, counts. */
async function setLimits(tx: Tx, left: Map<string, number>, limits: readonly [string, number][]): Promise<void> {
  if (limits.length === 0) return;
  const running = new Map<string, number>();
  for (const { lane, count } of await rows<{ lane: string; count: number }>(tx, RUNNING, [])) {
    const { queue, kind, services } = readLane(lane);
    for (const name of ['all', queue, kind, ...services]) running.set(name, (running.get(name) ?? 0) + count);
  }
  for (const [name, most] of limits) {
    left.set(name, Math.max(0, Math.min(left.get(name) ?? Infinity, most - (running.get(name) ?? 0))));
  }
}
