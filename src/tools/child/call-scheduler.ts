import { AppError } from '../../base/errors.ts';
import { type CallOptions, ChildCall, howItEnded } from './child-call.ts';
import { fromWire } from '../../base/wire-error.ts';
import type { FromChild } from './child-message.ts';
import type { ChildPoolOptions } from './child-pool-options.ts';
import { type ChildEnd, PooledChild } from './pooled-child.ts';
import { watchMemory } from './watch-memory.ts';

interface Slot {
  readonly child: PooledChild;
  readonly calls: Map<number, ChildCall>;
  readonly watch: Disposable;
  readonly startTimer: NodeJS.Timeout;
  idleTimer: NodeJS.Timeout | undefined;
  /** Why we killed it, and for which call. */
  verdict: { readonly code: string; readonly callId?: number } | undefined;
  /** It takes no more calls and ends when it has none. */
  isLeaving: boolean;
}

/** A child that is not ready by then does not start at all. */
const START_LIMIT_MS = 30_000;
/** An aborted call that does not stop by then takes its child with it. */
const ABORT_GRACE_MS = 2_000;
/** So many deaths before `ready` in a row end the waiting calls. */
const START_TRIES = 3;
/** Wait before the next start after so many deaths without a success between. */
const DAMPING_MS = [0, 100, 500, 2_000];

/** Gives calls to children, starts and ends children, and says of each call how it ended. */
export class CallScheduler {
  readonly #options: ChildPoolOptions;
  readonly #slots = new Set<Slot>();
  readonly #queue: ChildCall[] = [];
  #nextId = 1;
  #deaths = 0;
  #startFailures = 0;
  #notBeforeMs = 0;
  #pumpTimer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #allEnded: () => void = () => undefined;

  constructor(options: ChildPoolOptions) {
    this.#options = options;
  }

  pids(): number[] {
    return [...this.#slots].flatMap((slot) => slot.child.pid ?? []);
  }

  async call(op: string, work: { input: unknown; options: CallOptions }): Promise<unknown> {
    const { signal } = work.options;
    signal?.throwIfAborted();
    if (this.#isClosed) throw new AppError('decoder_unavailable', 'The pool is closed', { retry: 'retry' });
    const call = new ChildCall(this.#nextId++, op, work);
    call.listen(signal, () => this.#abort(call));
    this.#queue.push(call);
    this.#pump();
    return call.output;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#pumpTimer);
    this.#failQueue(new AppError('decoder_unavailable', 'The pool is closed', { retry: 'retry' }));
    const ended = new Promise<void>((resolve) => (this.#allEnded = resolve));
    if (this.#slots.size === 0) this.#allEnded();
    for (const slot of this.#slots) slot.child.kill();
    await ended;
  }

  #pump(): void {
    if (this.#isClosed) return;
    for (let call = this.#queue[0]; call; call = this.#queue[0]) {
      const slot = this.#slotFor(call);
      if (!slot) break;
      this.#queue.shift();
      this.#start(slot, call);
    }
    const each = this.#options.callsPerChild ?? 1;
    const starting = [...this.#slots].filter((slot) => !slot.child.isReady).length;
    for (let missing = Math.ceil(this.#queue.length / each) - starting; missing > 0; missing--) this.#spawn();
  }

  /** The least busy child that may take it. What is to run alone gets a child for itself and keeps it so. */
  #slotFor(call: ChildCall): Slot | undefined {
    const room = call.isAlone ? 1 : (this.#options.callsPerChild ?? 1);
    return [...this.#slots]
      .filter((slot) => slot.child.isReady && !slot.isLeaving && slot.calls.size < room)
      .filter((slot) => !slot.calls.values().some((other) => other.isAlone))
      .sort((a, b) => a.calls.size - b.calls.size)[0];
  }

  #start(slot: Slot, call: ChildCall): void {
    clearTimeout(slot.idleTimer);
    slot.calls.set(call.id, call);
    call.startTimer(call.timeoutMs, () => this.#condemn(slot, { code: 'decoder_timeout', callId: call.id }));
    slot.child.send({ type: 'call', id: call.id, op: call.op, input: call.input });
  }

  #spawn(): void {
    const { size, log, name } = this.#options;
    const waitMs = this.#notBeforeMs - performance.now();
    if (waitMs > 0) {
      clearTimeout(this.#pumpTimer);
      this.#pumpTimer = setTimeout(() => this.#pump(), waitMs);
      return;
    }
    if (this.#slots.size >= size) return;
    const calls: Slot['calls'] = new Map();
    const child = new PooledChild(
      { module: this.#options.module, env: this.#options.env ?? {}, execArgv: this.#options.execArgv ?? [] },
      {
        ready: () => {
          clearTimeout(slot.startTimer);
          this.#startFailures = 0;
          this.#pump();
          this.#rest(slot);
        },
        message: (message) => this.#answered(slot, message),
        end: (end) => this.#ended(slot, end),
      },
    );
    const watch = watchMemory({
      isBusy: () => calls.size > 0,
      rssMiB: () => child.rssMiB(),
      maxRssMiB: this.#options.maxRssMiB,
      exceeded: () => this.#condemn(slot, { code: 'decoder_out_of_memory' }),
    });
    const startTimer = setTimeout(() => child.kill(), START_LIMIT_MS);
    const slot: Slot = { child, calls, watch, startTimer, idleTimer: undefined, verdict: undefined, isLeaving: false };
    this.#slots.add(slot);
    log.debug({ pool: name, pid: child.pid }, 'child started');
  }

  #condemn(slot: Slot, verdict: NonNullable<Slot['verdict']>): void {
    slot.verdict ??= verdict;
    slot.child.kill();
  }

  #answered(slot: Slot, message: Exclude<FromChild, { type: 'ready' }>): void {
    const call = slot.calls.get(message.id);
    slot.calls.delete(message.id);
    this.#deaths = 0;
    if (message.rssMiB > this.#options.recycleRssMiB) slot.isLeaving = true;
    call?.stopTimer();
    if (call && !call.isSettled) {
      if (message.type === 'ok') call.succeed(message.output);
      else call.fail(fromWire(message.error));
    }
    this.#pump();
    this.#rest(slot);
  }

  #rest(slot: Slot): void {
    if (slot.calls.size > 0) return;
    if (slot.isLeaving) this.#leave(slot);
    clearTimeout(slot.idleTimer);
    slot.idleTimer = setTimeout(() => this.#leave(slot), this.#options.idleMs);
  }

  #leave(slot: Slot): void {
    slot.isLeaving = true;
    slot.child.kill();
  }

  #abort(call: ChildCall): void {
    const waiting = this.#queue.indexOf(call);
    if (waiting !== -1) this.#queue.splice(waiting, 1);
    const slot = [...this.#slots].find((slot) => slot.calls.has(call.id));
    if (!slot) return;
    slot.child.send({ type: 'abort', id: call.id });
    call.startTimer(ABORT_GRACE_MS, () => this.#condemn(slot, { code: 'decoder_timeout', callId: call.id }));
  }

  #ended(slot: Slot, end: ChildEnd): void {
    clearTimeout(slot.startTimer);
    clearTimeout(slot.idleTimer);
    slot.watch[Symbol.dispose]();
    this.#slots.delete(slot);
    const calls = [...slot.calls.values()];
    const isExpected = this.#isClosed || (calls.length === 0 && end.wasReady);
    if (!isExpected) this.#mourn(slot, end);
    for (const call of calls) {
      call.stopTimer();
      const { callId } = slot.verdict ?? {};
      const isGuilty = callId === undefined ? calls.length === 1 || this.#isClosed : callId === call.id;
      if (call.isSettled) continue;
      if (isGuilty) call.fail(howItEnded(call, slot.verdict?.code, end));
      else {
        call.isAlone ||= callId === undefined;
        this.#queue.unshift(call);
      }
    }
    if (this.#isClosed && this.#slots.size === 0) this.#allEnded();
    this.#pump();
  }

  #mourn(slot: Slot, end: ChildEnd): void {
    this.#options.log.warn({ pool: this.#options.name, verdict: slot.verdict, ...end }, 'child died');
    if (slot.verdict === undefined) {
      this.#notBeforeMs = performance.now() + (DAMPING_MS[Math.min(this.#deaths, DAMPING_MS.length - 1)] ?? 0);
      this.#deaths++;
    }
    if (!end.wasReady && ++this.#startFailures >= START_TRIES) {
      this.#startFailures = 0;
      this.#failQueue(
        new AppError('decoder_unavailable', `${this.#options.name} does not start: ${lastWords(end)}`, {
          retry: { afterMs: 60_000 },
        }),
      );
    }
  }

  #failQueue(error: AppError): void {
    for (const call of this.#queue.splice(0)) call.fail(error);
  }
}

/** Why a child ended, in its own words; where in the code stands in the log. */
function lastWords({ stderr, exitCode, signal }: ChildEnd): string {
  const errors = stderr.match(/^\w*Error\b.*$/gmu);
  return errors?.at(-1) ?? (stderr.trim().slice(-500) || `it ended with ${signal ?? exitCode ?? 'no word'}`);
}
