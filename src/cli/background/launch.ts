import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../base/clock.ts';
import { toAppError } from '../../base/errors.ts';
import { isoTime } from '../../base/iso-time.ts';
import { identityOf, thisProcess } from '../../db/process-identity.ts';
import type { FoundSettings } from '../find-settings.ts';
import { awaitProof, type ProcessEnd } from './await-proof.ts';
import { openOutput, type OutputFile } from './output-file.ts';
import { newAttempt, type StartAttempt, type StartWords, writeStartRecord } from './start-record.ts';

/** The program as it is installed; the same from sources and from `dist/`. */
const PROGRAM = fileURLToPath(new URL('../../../bin/app.js', import.meta.url));

export interface StartAsk {
  readonly words: StartWords;
  readonly env: NodeJS.ProcessEnv;
  /** How long it may take until it answers. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

type Ended = ProcessEnd & { readonly error?: Error };

/**
 * Starts the program, detached, with what it says in the one output file, and waits for its proof. All of it is recorded.
 * `before`: the words of the last start that came up, which stay until this one has.
 */
export async function launch(
  { dataFolder, paths, config }: FoundSettings,
  before: StartWords | null,
  ask: StartAsk,
): Promise<StartAttempt> {
  const command = commandOf(dataFolder, ask.words);
  const attempt = newAttempt({
    method: 'background',
    status: 'started_unverified',
    reasonCode: 'spawn_unverified',
    command,
    launcher: thisProcess(),
  });
  const record = async (known: StartAttempt): Promise<StartAttempt> => {
    await writeStartRecord(dataFolder, { attempt: known, words: before });
    return known;
  };
  await record(attempt); // from now on a second launcher steps back
  let output: OutputFile;
  try {
    output = openOutput(paths.logs, config.logs, `--- ${attempt.at} ${JSON.stringify(command)}`);
  } catch (error) {
    return await record({ ...attempt, ...refusal(error), status: 'open_failed', reasonCode: 'log_root_unavailable' });
  }
  using _ = output;
  const started = { ...attempt, logFile: output.file, logFrom: output.from };
  const { child, ended } = await spawnDetached(command, { cwd: dataFolder, env: ask.env, fd: output.fd });
  if (child.pid === undefined)
    return await record({ ...started, ...refusal(ended()?.error), status: 'start_failed', reasonCode: 'spawn_failed' });
  const process = identityOf(child.pid);
  const begun = { ...started, process, startedAt: isoTime(systemClock.now()) };
  await record(begun);
  return await awaitProof(dataFolder, begun, { ...ask, ended });
}

function refusal(error: unknown): Pick<StartAttempt, 'ok' | 'launcher' | 'errorCode' | 'errorMessage' | 'endedAt'> {
  const { code, message } = toAppError(error);
  const endedAt = isoTime(systemClock.now());
  return { ok: false, launcher: null, errorCode: code, errorMessage: message, endedAt };
}

function commandOf(dataFolder: string, { command, options, folders, config }: StartWords): string[] {
  const settings = config === null ? [] : ['--config', config];
  const last = folders.length === 0 ? [] : ['--', ...folders];
  return [process.execPath, PROGRAM, command, ...options, '--data', dataFolder, ...settings, ...last];
}

/** In a session of its own: neither the end of the terminal nor Ctrl+C in it reaches the process. */
async function spawnDetached(
  [program = '', ...args]: readonly string[],
  { cwd, env, fd }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly fd: number },
): Promise<{ child: ChildProcess; ended: () => Ended | undefined }> {
  let end: Ended | undefined;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', fd, fd], detached: true, windowsHide: true });
  const settled = new Promise<void>((resolve) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      end = { exitStatus: null, exitSignal: null, error };
      resolve();
    });
  });
  child.once('exit', (exitStatus, exitSignal) => {
    end = { exitStatus, exitSignal };
  });
  child.unref();
  await settled;
  return { child, ended: () => end };
}
