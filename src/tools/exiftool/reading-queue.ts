import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { readArgs } from './arguments.ts';
import type { Engine } from './engine.ts';
import type { ExifToolMode } from './exiftool.ts';
import { type FileTags, parseReply } from './parse-reply.ts';
import { lostReason } from './stay-open.ts';

/** Files of one command. Beyond 30 nothing is gained; more would be lost with a process that dies. */
const MAX_FILES = 30;
/** Calls that come within this are answered together: a command costs about as much as a file. */
const GATHER_MS = 5;

/** Tags of one file; undefined when the tool could not open it. */
export interface QueueReading {
  readonly file: FileTags | undefined;
  readonly version: string;
  /** Time of the command by its number of files, milliseconds. */
  readonly shareMs: number;
}

interface Waiting {
  readonly path: string;
  /** Read alone, because its first command was lost. */
  readonly isAlone: boolean;
  readonly signal: AbortSignal | undefined;
  resolve(reading: QueueReading): void;
  reject(error: unknown): void;
}

/** Gathers readings into commands of many files, and runs single commands between them. */
export class ReadingQueue {
  readonly #mode: ExifToolMode;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #free: Engine[];
  readonly #readings: Waiting[] = [];
  readonly #commands: ((engine: Engine) => Promise<void>)[] = [];

  constructor(options: { engines: readonly Engine[]; mode: ExifToolMode; timeoutMs: number; clock: Clock }) {
    this.#mode = options.mode;
    this.#timeoutMs = options.timeoutMs;
    this.#clock = options.clock;
    this.#free = [...options.engines];
  }

  /** @throws metadata_timeout · metadata_failed · metadata_tool_missing · metadata_tool_killed, and the reason of an aborted signal */
  read(path: string, signal?: AbortSignal): Promise<QueueReading> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      const settled = (): void => signal?.removeEventListener('abort', stop);
      this.#readings.push({
        path,
        isAlone: false,
        signal,
        resolve: (reading) => (settled(), resolve(reading)),
        reject: (error) => (settled(), reject(error)),
      });
      void this.#pump();
    });
  }

  /** Runs one command of its own, before waiting readings. @throws as `read` */
  command(args: readonly string[], path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#commands.push(async (engine) => {
        await engine.execute([...args, path], this.#timeoutMs).then(
          ({ reply }) => resolve(reply),
          (error) => reject(asTimeout(error)),
        );
      });
      void this.#pump();
    });
  }

  /** Gives each free engine its next command until nothing waits. Never rejects. */
  async #pump(): Promise<void> {
    const engine = this.#free.pop();
    if (!engine) return;
    try {
      for (;;) {
        const isFew = this.#readings.length > 0 && this.#readings.length < MAX_FILES && this.#commands.length === 0;
        if (isFew) await this.#clock.sleep(GATHER_MS);
        const command = this.#commands.shift();
        const batch = command ? [] : this.#takeBatch();
        if (command) await command(engine);
        else if (batch.length > 0) await this.#readBatch(engine, batch);
        else return;
        if (this.#readings.length > 0 && this.#free.length > 0) void this.#pump();
      }
    } finally {
      this.#free.push(engine);
    }
  }

  #takeBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    const seen = new Set<string>();
    while (batch.length < MAX_FILES) {
      const next = this.#readings[0];
      // A path twice in one command would be one answer: it waits for the next.
      if (!next || seen.has(next.path) || (next.isAlone && batch.length > 0)) break;
      this.#readings.shift();
      if (next.signal?.aborted) continue;
      seen.add(next.path);
      batch.push(next);
      if (next.isAlone) break;
    }
    return batch;
  }

  async #readBatch(engine: Engine, batch: readonly Waiting[]): Promise<void> {
    const isAlone = batch[0]?.isAlone === true;
    const args = [...readArgs(this.#mode), ...batch.map(({ path }) => path)];
    const startedMs = this.#clock.monotonic();
    try {
      const { reply, version } = await engine.execute(args, this.#timeoutMs);
      const shareMs = (this.#clock.monotonic() - startedMs) / batch.length;
      const files = parseReply(reply);
      for (const waiting of batch) waiting.resolve({ file: files.get(waiting.path), version, shareMs });
    } catch (error) {
      // The culprit of a lost command is not known: each of its files is read alone, once.
      const isWorthMore = !isAlone && !(error instanceof AppError && error.code === 'metadata_tool_missing');
      if (isWorthMore) this.#readings.push(...batch.map((waiting) => ({ ...waiting, isAlone: true })));
      else for (const waiting of batch) waiting.reject(asTimeout(error));
    }
  }
}

function asTimeout(error: unknown): unknown {
  return lostReason(error) === 'timeout'
    ? new AppError('metadata_timeout', 'ExifTool took too long', { cause: error })
    : error;
}
