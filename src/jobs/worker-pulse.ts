import type { Clock } from '../base/clock.ts';
import { toAppError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { WorkerId } from '../contract/ids.ts';
import type { JobSource } from './engine.ts';
import type { JobError } from './job-record.ts';
import type { AnyKind } from './kind.ts';
import type { QueueNaming } from './queue-naming.ts';
import type { RunningAttempts } from './running-attempts.ts';
import type { WorkerLedger } from './worker-ledger.ts';
import type { WorkerState } from './worker-self.ts';

/** What beats in a worker, and what it beats for. */
export interface PulseParts {
  readonly source: Pick<JobSource, 'renew'> & WorkerLedger & QueueNaming;
  readonly worker: WorkerId;
  /** What it runs. */
  readonly kinds: readonly AnyKind[];
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly sleepMs: number;
  readonly running: Pick<RunningAttempts, 'size' | 'ids' | 'leases' | 'abort' | 'tick'>;
  /** Why the database refused the last time; undefined = it did not. */
  trouble(): JobError | undefined;
  /** Services that its machine lacks. */
  lacks?: (() => readonly string[]) | undefined;
  /** Looks for work. */
  look(): void;
  writeProgress(): void;
}

const SECOND_MS = 1_000;
/** A worker that died on this host is noticed so soon. */
const RESCUE_MS = 500;
/** Jobs in queues of other names are looked for at the start, and then so often. */
const STRAYS_MS = 30_000;
/** Who looks later than this stood still itself: the machine slept, or the database was away, and others could not renew either. */
const LATE_MS = 5_000;
/** Beats that others have to renew their leases then. */
const BEATS_TO_RENEW = 2;

/** Starts the periodic part of a worker: leases and heartbeat, rescue of others, progress, and looks for work unasked. */
export function startPulse(parts: PulseParts): AsyncDisposable {
  const stop = new AbortController();
  const pulse = new Pulse(parts);
  const loops = [
    // by itself: a time limit holds also while the database is slow
    every(SECOND_MS, async () => parts.running.tick(parts.clock.monotonic())),
    every(SECOND_MS, () => pulse.second()),
    every(RESCUE_MS, () => pulse.rescue()),
    every(parts.heartbeatMs, () => pulse.heartbeat()),
    every(parts.sleepMs, async () => parts.look()),
    beat(() => pulse.strays(stop.signal)).then(() => every(STRAYS_MS, () => pulse.strays(stop.signal))),
  ];

  async function every(ms: number, work: () => Promise<void>): Promise<void> {
    for (;;) {
      await parts.clock.sleep(ms, stop.signal);
      if (stop.signal.aborted) return;
      await beat(work);
    }
  }

  async function beat(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      parts.log.warn(
        { worker: parts.worker, code: toAppError(error).code, error },
        'A beat of the worker failed; the next one tries again',
      );
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

class Pulse {
  readonly #parts: PulseParts;
  #told: WorkerState = 'starting';
  #rescuedAtMs: number | undefined;
  /** Until then a lease that ran out says nothing of its worker. */
  #patientUntilMs = 0;

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  async second(): Promise<void> {
    this.#parts.writeProgress();
    if (this.#state() !== this.#told) await this.#tell();
  }

  async rescue(): Promise<void> {
    const { source, clock, heartbeatMs } = this.#parts;
    const nowMs = clock.now();
    if (nowMs - (this.#rescuedAtMs ?? nowMs) > LATE_MS) this.#patientUntilMs = nowMs + BEATS_TO_RENEW * heartbeatMs;
    await source.rescue({ onlyDead: nowMs < this.#patientUntilMs });
    this.#rescuedAtMs = clock.now();
  }

  async strays(signal: AbortSignal): Promise<void> {
    const { source, kinds, leaseMs, log, worker } = this.#parts;
    const moved = await source.moveStrays({ kinds, freshMs: leaseMs, signal });
    if (moved > 0)
      log.info({ worker, moved }, 'Jobs that lay in queues of other names were moved to those of the settings');
  }

  async heartbeat(): Promise<void> {
    const { source, leaseMs, running } = this.#parts;
    await this.#tell();
    const { lost, cancelled } = await source.renew(running.leases, leaseMs);
    for (const id of lost) running.abort(id, 'lost');
    for (const id of cancelled) running.abort(id, 'cancel');
  }

  async #tell(): Promise<void> {
    const { source, worker, running } = this.#parts;
    const state = this.#state();
    const rssBytes = process.memoryUsage.rss();
    const { trouble, lacks } = this.#parts;
    await source.seen(worker, { state, running: running.ids, rssBytes, error: trouble(), lacks: lacks?.() });
    this.#told = state;
  }

  #state(): WorkerState {
    if (this.#parts.trouble()) return 'error';
    return this.#parts.running.size > 0 ? 'running' : 'idle';
  }
}
