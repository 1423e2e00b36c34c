import type { JobId } from '../../../contract/ids.ts';
import type { Tx } from '../../../db/database.ts';
import { rows } from '../../../db/rows.ts';
import type { JobState } from '../../../db/tables/job.ts';
import type { HandOut } from '../../ledger/ledger-engine.ts';
import type { Delivery } from './delivery.ts';
import { followLedger } from './follow-ledger.ts';

/** A row that is being changed is left to whoever changes it: waiting for it here, after its row of pg-boss, could deadlock. */
const LOOK = `
select id, lane, state from job where id = any(cast(? as text[])) /* for update skip locked */`;

const READY = `
select id from job where id = any(cast(? as text[])) and lane = ? and state = 'ready'
order by priority, run_at_ms, id`;

const KNOWN = `select id from job where id = any(cast(? as text[]))`;

interface Seen {
  readonly id: JobId;
  readonly lane: string;
  readonly state: JobState;
}

/** What a claim may take of one lane, best first; the ledger holds these jobs for it. */
interface Line {
  readonly lane: string;
  readonly picked: readonly JobId[];
  /** What was fetched in the hope that it is what is picked. */
  readonly guessed?: readonly JobId[] | undefined;
}

/** What was fetched of a lane before it was known what is picked. */
export interface GuessedJobs {
  readonly lane: string;
  readonly ids: readonly JobId[];
}

/** Fetches of one lane and claim: each passes what others run though pg-boss did not give it to them. */
const FETCHES = 8;

/**
 * Fetches from pg-boss as many jobs of each lane as were picked, in the order of the picks. What it hands out though the
 * ledger knows better is put right; what it lacks is offered and fetched again. A job that pg-boss gave up but that runs by
 * the ledger stays with who runs it: its rescue decides who is gone.
 */
export async function fetchJobs(
  tx: Tx,
  delivery: Delivery,
  { picked, guessed }: { readonly picked: HandOut; readonly guessed?: GuessedJobs | undefined },
): Promise<readonly JobId[]> {
  const lines = new Map<string, JobId[]>();
  const lanes = Map.groupBy(picked, (job) => job.lane);
  if (guessed && !lanes.has(guessed.lane)) lanes.set(guessed.lane, []);
  for (const [lane, group] of lanes) {
    const line = { lane, picked: group.map(({ id }) => id), guessed: lane === guessed?.lane ? guessed.ids : undefined };
    lines.set(lane, await fetchLane(tx, delivery, line));
  }
  return picked.flatMap(({ lane }) => lines.get(lane)?.shift() ?? []);
}

async function fetchLane(tx: Tx, delivery: Delivery, line: Line): Promise<JobId[]> {
  const got: JobId[] = [];
  for (let fetches = 1; fetches <= FETCHES; fetches++) {
    const lacking = line.picked.filter((id) => !got.includes(id)).slice(0, line.picked.length - got.length);
    const guessed = fetches === 1 ? line.guessed : undefined;
    const { fetched, ready } = await fetchLine(tx, delivery, { ...line, picked: lacking, guessed });
    got.push(...ready);
    await putBack(tx, delivery, got.splice(line.picked.length));
    if (got.length >= line.picked.length || (fetches > 1 && fetched === 0)) return got;
    if (fetches > 1) continue;
    await followLedger(
      tx,
      delivery,
      lacking.filter((id) => !ready.includes(id)).map((id) => ({ id })),
    );
  }
  return got;
}

/** Of what was fetched in the hope that it would be picked; it goes to the end of its line. */
async function putBack(tx: Tx, delivery: Delivery, ids: readonly JobId[]): Promise<void> {
  if (ids.length === 0) return;
  await followLedger(
    tx,
    delivery,
    ids.map((id) => ({ id })),
  );
}

/** Jobs of a lane that pg-boss hands out and the ledger has ready, held there for us, best first. */
async function fetchLine(
  tx: Tx,
  delivery: Delivery,
  { lane, picked, guessed }: Line,
): Promise<{ readonly fetched: number; readonly ready: readonly JobId[] }> {
  const fetched = guessed ?? (await delivery.fetch(tx, lane, picked.length));
  const others = fetched.filter((id) => !picked.includes(id));
  const ours = picked.filter((id) => fetched.includes(id));
  if (others.length === 0) return { fetched: fetched.length, ready: ours };
  const seen = await rows<Seen>(tx, LOOK, [others]);
  await withdrawStale(tx, delivery, { lane, others, seen });
  const held = [...ours, ...seen.map(({ id }) => id)];
  const ready = await rows<{ id: JobId }>(tx, READY, [held, lane]);
  return { fetched: fetched.length, ready: ready.map(({ id }) => id) };
}

/** Takes out of a lane what neither may start there nor runs. */
async function withdrawStale(
  tx: Tx,
  delivery: Delivery,
  { lane, others, seen }: { lane: string; others: readonly JobId[]; seen: readonly Seen[] },
): Promise<void> {
  const stale = seen.filter((job) => job.state !== 'running' && (job.state !== 'ready' || job.lane !== lane));
  const unseen = others.filter((id) => !seen.some((job) => job.id === id));
  const known = unseen.length > 0 ? await rows<{ id: JobId }>(tx, KNOWN, [unseen]) : [];
  const gone = unseen.filter((id) => !known.some((job) => job.id === id));
  const ids = [...stale.map(({ id }) => id), ...gone];
  await delivery.withdraw(
    tx,
    ids.map((id) => ({ id, lane })),
  );
}
