import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { toAppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import { leavesOf } from '../config/change.ts';
import type { OperationId } from '../contract/ids.ts';
import type { OperationOrigin } from '../contract/operation.ts';
import type { Database } from '../db/database.ts';
import { withoutPatience } from '../db/patience.ts';
import { inSharedTransaction } from '../db/transaction.ts';
import { addOperation } from '../events/operations.ts';
import { shortInput } from './short-input.ts';

/** A call that changes something. */
export interface AskedChange {
  /** Of the request; made where there is none. */
  readonly id?: OperationId | undefined;
  readonly origin: OperationOrigin;
  /** As the contract calls it. */
  readonly name: string;
  readonly input: unknown;
  /** The code of an error that the work ended with; by default that of an `AppError`. */
  readonly codeOf?: (error: unknown) => string;
}

const PATIENCE_MS = 1_000;

interface OperationLogNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Notes what people change. The note is written after the work, beside the answer: it holds nothing up, and where it cannot
 * be written, only the log says so. Disposing waits for what is being written.
 */
export class OperationLog implements AsyncDisposable {
  readonly #needs: OperationLogNeeds;
  readonly #writing = new Set<Promise<void>>();

  constructor(needs: OperationLogNeeds) {
    this.#needs = needs;
  }

  /** Does the work and notes how it ended; a dry run changes nothing and leaves no note. */
  async run<T>(asked: AskedChange, work: () => Promise<T>): Promise<T> {
    if (isDryRun(asked.input)) return await work();
    const { clock } = this.#needs;
    const [atMs, startedMs] = [clock.now(), clock.monotonic()];
    const note = (ended: Pick<Ended, 'outcome' | 'output'>): void =>
      this.#start({ ...ended, atMs, durationMs: Math.round(clock.monotonic() - startedMs) }, asked);
    try {
      const output = await work();
      note({ outcome: 'ok', output });
      return output;
    } catch (error) {
      note({ outcome: (asked.codeOf ?? codeOfError)(error), output: undefined });
      throw error;
    }
  }

  /**
   * Resolves once all that has ended is noted, so that whoever reads the log next finds it there; or after a second, as
   * reading waits for no writer.
   */
  async settled(): Promise<void> {
    const stop = new AbortController();
    await Promise.race([Promise.all(this.#writing), this.#needs.clock.sleep(PATIENCE_MS, stop.signal)]);
    stop.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writing);
  }

  #start(ended: Ended, asked: AskedChange): void {
    // the request may wait for nothing, its note may
    const writing = withoutPatience(() => this.#write(ended, asked))
      .catch((error: unknown) => {
        this.#needs.log.warn({ error, operation: asked.name }, 'What was changed could not be noted');
      })
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async #write({ atMs, durationMs, outcome, output }: Ended, { id, origin, name, input }: AskedChange): Promise<void> {
    const row = {
      id: id ?? newId('op', atMs),
      at_ms: atMs,
      origin,
      name,
      input: shortInput(name, input),
      outcome,
      touched: outcome === 'ok' ? touchedBy(name, input, output) : null,
      made: Made.safeParse(output).data ?? null,
      duration_ms: durationMs,
    };
    await inSharedTransaction(this.#needs.db, (tx) => addOperation(tx, row));
  }
}

interface Ended {
  readonly atMs: number;
  readonly durationMs: number;
  readonly outcome: string;
  readonly output: unknown;
}

const codeOfError = (error: unknown): string => toAppError(error).code;

const DryRun = z.object({ dryRun: z.literal(true) });

function isDryRun(input: unknown): boolean {
  return DryRun.safeParse(input).success;
}

const Statuses = z.array(z.object({ status: z.string() }));
const queuedOf = (each: z.infer<typeof Statuses>): number => each.filter(({ status }) => status === 'queued').length;

/** How replies count: jobs, jobs that were removed, pictures that were swept, previews that are made anew. */
const Counted = z.union([
  z.object({ jobs: z.number() }).transform(({ jobs }) => jobs),
  z.object({ deleted: z.number(), cancelled: z.number() }).transform(({ deleted, cancelled }) => deleted + cancelled),
  z.object({ orphans: z.number(), temps: z.number() }).transform(({ orphans, temps }) => orphans + temps),
  z.object({ enhanced: Statuses }).transform(({ enhanced }) => queuedOf(enhanced)),
  z.object({ usual: Statuses }).transform(({ usual }) => queuedOf(usual)),
]);
/** How a call names the one thing that it is for. */
const One = z.union([
  z.object({ id: z.string() }),
  z.object({ name: z.string() }),
  z.object({ key: z.string() }),
  z.object({ path: z.string() }),
]);

function touchedBy(name: string, input: unknown, output: unknown): number | null {
  if (name === 'system.putConfig') return leavesOf(input).length;
  return Counted.safeParse(output).data ?? (One.safeParse(input).success ? 1 : null);
}

/** What a reply says that came of it. */
const Made = z.union([
  z.object({ change: z.string() }).transform(({ change }) => change),
  z.object({ job: z.string() }).transform(({ job }) => job),
  z.object({ id: z.string() }).transform(({ id }) => id),
]);
