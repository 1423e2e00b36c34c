import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The program as a user starts it. */
export const SUPERVISOR = resolve(import.meta.dirname, '../bin/app.js');

/** An empty data folder of its own; gone when disposed. */
export async function dataFolder(): Promise<{ readonly path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'supervisor-bench-data-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A running command of the program, ended (with its whole process group) when disposed. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly startedMs: number;
  /** Ends with the exit code. */
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  /** The last of what it said. */
  said(): string;
}

/** Starts `supervisor <words>`. */
export function startSupervisor(words: readonly string[]): Running {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [SUPERVISOR, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return {
    pid: child.pid ?? 0,
    startedMs,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    said: () => said,
    [Symbol.asyncDispose]: () => end(child, ended),
  };
}

/** Runs `supervisor <words>` to its end. @throws Error unless it ends with 0 or with 3 (some files refused) */
export async function runSupervisor(words: readonly string[]): Promise<{ wallMs: number }> {
  await using running = startSupervisor(words);
  const exitCode = await running.ended;
  if (exitCode !== 0 && exitCode !== 3)
    throw new Error(`supervisor ${words.join(' ')} ended with ${exitCode}: ${running.said()}`);
  return { wallMs: performance.now() - running.startedMs };
}

/** Writes a config for a server on a free port. */
export async function configWithPort(folder: string): Promise<{ readonly file: string; readonly url: string }> {
  const port = await freePort();
  const file = join(folder, 'bench-config.yaml');
  await writeFile(file, `server:\n  port: ${port}\n`);
  return { file, url: `http://127.0.0.1:${port}` };
}

/** The first answer with status 200, asked for again and again from now on. @throws Error after `limitMs` or when the program ended */
export async function untilAnswered(url: string, running: Running, limitMs: number): Promise<Response> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < limitMs && running.isRunning()) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response;
    await response?.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${url} did not answer within ${limitMs} ms: ${running.said()}`);
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM'); // A clean end, as Ctrl+C.
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
