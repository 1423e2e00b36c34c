import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Clock } from '../../base/clock.ts';
import { AppError, systemCode } from '../../base/errors.ts';
import { watchMemory } from '../child/watch-memory.ts';
import { argumentLine, COMMON_ARGS } from './arguments.ts';
import type { Program } from './locate-exiftool.ts';
import { ReplyLines } from './reply-lines.ts';
import { rssOf } from '../child/rss-of.ts';

/** Perl that grows beyond this while it works is killed. */
const MAX_RSS_MIB = 500;
/** A reply beyond this, long values already cut, ends the process. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;
const STDERR_KEPT = 2_000;

/** Why a command got no answer. The process is gone in every case; `killed`: by somebody else than us. */
type Lost = 'ended' | 'timeout' | 'memory' | 'reply_too_long' | 'killed';

/** Signals that come from outside – a person, an end of the session, the kernel short of memory – and say nothing of the file. */
const FOREIGN: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

/** A process that dies takes its command with it; `lost` says why. */
export const lostReason = (error: unknown): Lost | undefined =>
  error instanceof AppError && error.code === 'metadata_failed' ? asLost(error.details['lost']) : undefined;

const asLost = (value: unknown): Lost | undefined =>
  value === 'ended' || value === 'timeout' || value === 'memory' || value === 'reply_too_long' ? value : undefined;

interface Running {
  readonly lines: ReplyLines;
  resolve(reply: string): void;
  reject(error: AppError): void;
}

/** One ExifTool process that stays open. One command at a time; after `isAlive` turned false it is of no more use. */
export class StayOpen implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #clock: Clock;
  readonly #ended: Promise<void>;
  #running: Running | undefined;
  #serial = 0;
  #stderr = '';
  isAlive = true;

  /** `config`: path of a config file; empty = none, not even the user's. */
  constructor(program: Program, { config, clock }: { readonly config: string; readonly clock: Clock }) {
    this.#clock = clock;
    this.#child = spawn(
      program.file,
      [...program.args, '-config', config, '-stay_open', 'True', '-@', '-', '-common_args', ...COMMON_ARGS],
      {
        // Nothing else of ours is passed on: PERL5OPT and a user's config file would change the tool. Times of films are told
        // in the zone that we have, which containers are given by TZ.
        env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: process.env['TZ'] },
        stdio: ['pipe', 'pipe', 'pipe'],
        windowsHide: true,
      },
    );
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#child.stdin.on('error', () => undefined); // EPIPE of a process that just died: its end tells why
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#stderr += systemCode(error) ?? error.message;
        this.#lose('ended');
        resolve();
      });
      this.#child.once('close', (_code, signal) => {
        this.#lose(signal !== null && FOREIGN.has(signal) && this.isAlive ? 'killed' : 'ended');
        resolve();
      });
    });
  }

  /**
   * Runs one command.
   * @throws metadata_failed with `details.lost` when the process ended, was too slow or too large · metadata_tool_killed
   */
  async execute(args: readonly string[], timeoutMs: number): Promise<string> {
    const id = ++this.#serial;
    const done = new AbortController();
    const reply = new Promise<string>((resolve, reject) => {
      this.#running = { lines: new ReplyLines(`{ready${id}}`), resolve, reject };
    });
    using _watch = watchMemory({
      isBusy: () => this.#running !== undefined,
      rssMiB: () => this.rssMiB(),
      maxRssMiB: MAX_RSS_MIB,
      exceeded: () => this.#lose('memory'),
    });
    if (!this.isAlive) this.#lose('ended');
    else this.#child.stdin.write(`${[...args, `-execute${id}`].map(argumentLine).join('\n')}\n`);
    void this.#clock.sleep(timeoutMs, done.signal).then(() => {
      if (!done.signal.aborted) this.#lose('timeout');
    });
    try {
      return await reply;
    } finally {
      done.abort();
      this.#running = undefined;
    }
  }

  /** Resident memory; undefined where the system does not tell. */
  rssMiB(): number | undefined {
    return rssOf(this.#child.pid);
  }

  /** Lets the process end by itself, and kills it when it does not within a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    const isOpen = this.isAlive;
    this.isAlive = false;
    if (isOpen) this.#child.stdin.end('-stay_open\nFalse\n');
    const done = new AbortController();
    await Promise.race([this.#ended, this.#clock.sleep(1_000, done.signal)]);
    done.abort();
    this.#child.kill('SIGKILL');
    this.#running?.reject(this.#error('ended'));
  }

  #take(chunk: Buffer): void {
    const reply = this.#running?.lines.push(chunk);
    if (reply !== undefined) this.#running?.resolve(reply);
    else if ((this.#running?.lines.bytes ?? 0) > MAX_REPLY_BYTES) this.#lose('reply_too_long');
  }

  #lose(reason: Lost): void {
    this.isAlive = false;
    this.#child.kill('SIGKILL');
    this.#running?.reject(this.#error(reason));
  }

  #error(lost: Lost): AppError {
    if (lost === 'killed')
      return new AppError('metadata_tool_killed', 'ExifTool was killed while it worked', { retry: 'retry' });
    return new AppError('metadata_failed', `ExifTool gave no answer (${lost})`, {
      details: { lost, stderr: this.#stderr },
    });
  }
}
