import type { Clock } from '../../base/clock.ts';
import { hasCode } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { configFile } from './arguments.ts';
import type { ExifToolOptions } from './exiftool.ts';
import { locateExiftool, type Program } from './locate-exiftool.ts';
import { missing, whyMissing } from './why-missing.ts';
import { StayOpen } from './stay-open.ts';

const HEALTH_MS = 5_000;
/** A process without work for this long is ended. */
const IDLE_MS = 30_000;
/** After a failed start it is not tried again before this. */
const RETRY_MS = 30_000;
/** Perl keeps the memory it once had: beyond this a process is replaced when its command is done. */
const RECYCLE_RSS_MIB = 160;
const RECYCLE_COMMANDS = 500;

/** Keeps one ExifTool process: started when needed, replaced when it died or grew, ended when idle. */
export class Engine implements AsyncDisposable {
  readonly #path: string | undefined;
  readonly #config: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #process: { readonly open: StayOpen; readonly version: string; commands: number } | undefined;
  #brokenUntilMs = Number.NEGATIVE_INFINITY;
  #idle = new AbortController();

  constructor(options: Pick<ExifToolOptions, 'path' | 'mode' | 'clock' | 'log'>) {
    this.#path = options.path;
    this.#config = configFile(options.mode);
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /**
   * Version of the running tool; starts it.
   * @throws metadata_tool_missing while it cannot be started (tried again after 30 s) · metadata_tool_killed
   */
  async version(): Promise<string> {
    this.#idle.abort();
    const process = await this.#started();
    this.#endWhenIdle();
    return process.version;
  }

  /**
   * Runs one command in a process that works.
   * @throws metadata_tool_missing · metadata_tool_killed · metadata_failed with `details.lost`
   */
  async execute(args: readonly string[], timeoutMs: number): Promise<{ reply: string; version: string }> {
    this.#idle.abort();
    const process = await this.#started();
    try {
      const reply = await process.open.execute(args, timeoutMs);
      process.commands += 1;
      return { reply, version: process.version };
    } finally {
      await this.#recycle(process);
      this.#endWhenIdle();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#idle.abort();
    await this.#end();
  }

  async #started(): Promise<{ readonly open: StayOpen; readonly version: string; commands: number }> {
    if (this.#process?.open.isAlive) return this.#process;
    await this.#end();
    if (this.#clock.monotonic() < this.#brokenUntilMs) throw missing('ExifTool did not start a moment ago');
    let open: StayOpen | undefined;
    let program: Program | undefined;
    try {
      program = locateExiftool(this.#path);
      open = new StayOpen(program, { config: this.#config, clock: this.#clock });
      const version = (await open.execute(['-ver'], HEALTH_MS)).trim();
      if (!/^\d+\.\d+/.test(version)) throw missing('What was started is not ExifTool', { why: 'wrong_path' });
      this.#process = { open, version, commands: 0 };
      return this.#process;
    } catch (error) {
      await open?.[Symbol.asyncDispose]();
      if (hasCode(error, 'metadata_tool_killed')) throw error; // it is there: who asks tries again
      this.#brokenUntilMs = this.#clock.monotonic() + RETRY_MS;
      const reason = whyMissing(error, program);
      this.#log.warn(
        { code: reason.code, err: error },
        `ExifTool cannot be started; the built-in reader is used. ${reason.message}`,
      );
      throw reason;
    }
  }

  async #recycle(process: { readonly open: StayOpen; commands: number }): Promise<void> {
    const rssMiB = process.open.isAlive && process.commands % 8 === 0 ? process.open.rssMiB() : 0;
    if (!process.open.isAlive || (rssMiB ?? 0) > RECYCLE_RSS_MIB || process.commands >= RECYCLE_COMMANDS)
      await this.#end();
  }

  #endWhenIdle(): void {
    this.#idle.abort();
    const idle = new AbortController();
    this.#idle = idle;
    void this.#clock.sleep(IDLE_MS, idle.signal).then(() => (idle.signal.aborted ? undefined : this.#end()));
  }

  async #end(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.open[Symbol.asyncDispose]();
  }
}
