import type { Clock } from '../base/clock.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Database, Tx } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Enqueued, JobSink } from './engine.ts';
import type { AnyKind } from './kind.ts';
import { type DueTick, dueTicks, keepSchedules, nextScheduledMs, type Schedule, takeTick } from './ledger/schedules.ts';

/** What a scheduler works with. Any number of processes may have one. */
export interface SchedulerParts {
  readonly db: Database;
  readonly sink: JobSink;
  readonly kinds: readonly AnyKind[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A running scheduler. */
export interface Scheduler extends AsyncDisposable {
  /** Follows other schedules from now on. @throws schedule_invalid, and keeps the old ones */
  follow(schedules: readonly Schedule[]): Promise<void>;
}

/** Schedules that another process changes are seen so soon. */
const LOOK_MS = 5_000;

/** Puts a job in line at each tick of the schedules, once over all processes, until disposed. */
export async function startScheduler(parts: SchedulerParts, schedules: readonly Schedule[]): Promise<Scheduler> {
  const kinds = new Map(parts.kinds.map((kind) => [kind.kind, kind]));
  const stop = new AbortController();
  let rest = new AbortController();
  stop.signal.addEventListener('abort', () => rest.abort('over'));
  const follow = async (wanted: readonly Schedule[]): Promise<void> => {
    await inTransaction(parts.db, (tx) => keepSchedules(tx, wanted, parts.clock.now()));
    rest.abort('changed');
  };
  await follow(schedules);
  const running = (async () => {
    while (!stop.signal.aborted) {
      rest = new AbortController();
      const waitMs = await turn(parts, kinds);
      if (!stop.signal.aborted) await parts.clock.sleep(waitMs, rest.signal);
    }
  })();
  return {
    follow,
    async [Symbol.asyncDispose]() {
      stop.abort('over');
      await running;
    },
  };
}

/** Takes what is due. @returns how long to rest */
async function turn(parts: SchedulerParts, kinds: ReadonlyMap<string, AnyKind>): Promise<number> {
  try {
    for (const tick of await dueTicks(parts.db, parts.clock.now())) await take(parts, tick, kinds);
    const atMs = (await nextScheduledMs(parts.db)) ?? Infinity;
    return Math.min(LOOK_MS, Math.max(1_000, atMs - parts.clock.now()));
  } catch (error) {
    parts.log.warn({ code: toAppError(error).code, error }, 'A look at the schedules failed; the next one tries again');
    return LOOK_MS;
  }
}

async function take(parts: SchedulerParts, tick: DueTick, kinds: ReadonlyMap<string, AnyKind>): Promise<void> {
  const kind = kinds.get(tick.kind);
  if (!kind) return; // of another version, whose process takes it
  const input: unknown = JSON.parse(tick.payload);
  const enqueue = async (tx: Tx): Promise<Enqueued> => {
    const [job] = await parts.sink.enqueue([{ kind, input }], tx);
    if (!job) throw new AppError('bug', 'Nothing was put in line');
    return job;
  };
  await inTransaction(parts.db, (tx) => takeTick(tx, tick, { nowMs: parts.clock.now(), enqueue: () => enqueue(tx) }));
}
