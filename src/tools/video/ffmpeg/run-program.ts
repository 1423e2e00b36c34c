import { spawn } from 'node:child_process';
import { AppError, systemCode } from '../../../base/errors.ts';

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** More than this on stdout and `pipe:3` together ends the program. */
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  /** What it wrote to file descriptor 3 (`pipe:3` for FFmpeg). */
  readonly third: Buffer;
  /** The last of what it said. */
  readonly stderr: string;
}

const STDERR_KEPT_CHARS = 4_096;
const OUTPUT_TOO_LARGE = new AppError('video_unreadable', 'The video describes itself with too many words');

/**
 * Runs a program without a shell, as leader of its own process group; what it started dies with it.
 * @throws video_tool_missing · video_timeout · video_unreadable (too much output) · the signal's reason
 */
export function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { program, args, timeoutMs, signal } = call;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
      // Nothing of ours is passed on: FFREPORT and the like would write files.
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', SystemRoot: process.env['SystemRoot'] },
    });
    const output: Record<'stdout' | 'third', Buffer[]> = { stdout: [], third: [] };
    let outputBytes = 0;
    let stderr = '';
    let verdict: unknown;
    const stop = (reason: unknown): void => {
      verdict ??= reason;
      killGroup(child.pid);
    };
    const timer = setTimeout(
      () => stop(new AppError('video_timeout', `${program} took longer than ${timeoutMs} ms`)),
      timeoutMs,
    );
    const onAbort = (): void => stop(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const keep = (to: Buffer[]) => (bytes: Buffer) => {
      outputBytes += bytes.length;
      if (outputBytes > call.maxOutputBytes) stop(OUTPUT_TOO_LARGE);
      else to.push(bytes);
    };
    child.stdout?.on('data', keep(output.stdout));
    child.stdio[3]?.on('data', keep(output.third));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT_CHARS);
    });
    child.on('error', (cause) => stop(cannotStart(program, cause)));
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const end = { exitCode, stderr, stdout: Buffer.concat(output.stdout), third: Buffer.concat(output.third) };
      if (verdict === undefined) resolve(end);
      else reject(verdict);
    });
  });
}

function cannotStart(program: string, cause: unknown): AppError {
  return new AppError('video_tool_missing', `Cannot start ${program}: ${systemCode(cause) ?? String(cause)}`, {
    cause,
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It is already gone.
  }
}
