import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromChild, ToChild } from './child-message.ts';
import { rssOf } from './rss-of.ts';

/** How a child is started. */
export interface ChildStart {
  readonly module: URL;
  /** Added to the few variables every child gets; the parent's secrets are not passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** V8 options of the child, e.g. `--max-old-space-size=256`. */
  readonly execArgv: readonly string[];
}

/** How a child ended. `stderr`: the last of what it said. */
export interface ChildEnd {
  readonly wasReady: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Told what a child says, and once how it ended. */
export interface ChildListener {
  ready(): void;
  message(message: Exclude<FromChild, { type: 'ready' }>): void;
  end(end: ChildEnd): void;
}

const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'SystemRoot', 'NODE_V8_COVERAGE'];
const STDERR_KEPT_CHARS = 4_096;

function environment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...extra };
}

/** One process of a pool, leader of its own process group so that it dies with everything it started. */
export class PooledChild {
  readonly #process: ChildProcess;
  #isReady = false;
  #stderr = '';

  constructor(start: ChildStart, listener: ChildListener) {
    this.#process = fork(fileURLToPath(start.module), [String(process.pid)], {
      env: environment(start.env),
      execArgv: [...start.execArgv],
      serialization: 'advanced',
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT_CHARS);
    });
    this.#process.on('message', (message: FromChild) => {
      if (message.type !== 'ready') {
        listener.message(message);
        return;
      }
      this.#isReady = true;
      listener.ready();
    });
    let hasEnded = false;
    const end = (exitCode: number | null, signal: string | null): void => {
      if (hasEnded) return;
      hasEnded = true;
      listener.end({ wasReady: this.#isReady, exitCode, signal, stderr: this.#stderr });
    };
    this.#process.on('error', (error) => {
      this.#stderr += error.message;
      if (this.#process.pid === undefined) end(null, null);
    });
    // What the child itself started must not outlive it, and may hold the pipe that `close` waits for.
    this.#process.on('exit', () => this.kill());
    // `close`, not `exit`: the last words on stderr are wanted.
    this.#process.on('close', end);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** A message to a child that is just dying is lost; its end is told anyway. */
  send(message: ToChild): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  /** Ends the process and all it started, at once. */
  kill(): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#process.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // It is already gone.
    }
  }

  /** Resident memory, MiB; undefined where the system does not tell (only Linux does). */
  rssMiB(): number | undefined {
    return rssOf(this.pid);
  }
}
