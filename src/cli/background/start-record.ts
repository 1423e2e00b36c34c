import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../base/make-folder.ts';
import type { ProcessIdentity } from '../../db/process-identity.ts';

const Identity = z.object({ host: z.string(), bootId: z.string(), pid: z.int(), pidStarted: z.string() });

/**
 * How it stands with a start. `started`, `running` and `started_unverified` are about a process that lives or may; `busy` and
 * `blocked` say that nothing was tried, and are not recorded.
 */
const StartStatus = z.enum([
  'started',
  'running',
  'started_unverified',
  'stopped',
  'start_failed',
  'config_failed',
  'open_failed',
  'locked',
  'busy',
  'blocked',
]);

/** One attempt to start, and what has become of it. */
const StartAttempt = z.object({
  at: z.iso.datetime(),
  /** User of the command line. */
  requestedBy: z.string(),
  method: z.enum(['background', 'foreground']),
  /** Program and arguments; none where nothing was started. */
  command: z.array(z.string()),
  process: Identity.nullable(),
  /** Who waits for its first answer. */
  launcher: Identity.nullable(),
  /** When the process began. */
  startedAt: z.iso.datetime().nullable(),
  /** Whether it answered; null = not known yet. */
  ok: z.boolean().nullable(),
  status: StartStatus,
  reasonCode: z.string(),
  exitStatus: z.int().nullable(),
  exitSignal: z.string().nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  url: z.string().nullable(),
  logFile: z.string().nullable(),
  /** Where in that file its own output begins, bytes. */
  logFrom: z.int(),
  endedAt: z.iso.datetime().nullable(),
});
export type StartAttempt = z.infer<typeof StartAttempt>;

/** A command that runs the library, without the words that name data folder and settings. */
const StartWords = z.object({
  command: z.enum(['start', 'serve']),
  options: z.array(z.string()),
  /** Absolute. */
  folders: z.array(z.string()),
  /** Settings file, where one was named. */
  config: z.string().nullable(),
});
export type StartWords = z.infer<typeof StartWords>;

const StartRecord = z.object({
  attempt: StartAttempt,
  /** Of the last start that came up: what `supervisor restart` says again. */
  words: StartWords.nullable(),
});

/** What a data folder remembers of starts: a file, since the database may be the very thing that fails. */
export type StartRecord = z.infer<typeof StartRecord>;

const fileIn = (dataFolder: string): string => join(dataFolder, 'last-start.json');

/** The record of a data folder. One that is damaged is set aside, so that the next start is not in its way. */
export async function readStartRecord(
  dataFolder: string,
): Promise<{ readonly record: StartRecord | undefined; readonly setAside: string | undefined }> {
  const file = fileIn(dataFolder);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const record = text === undefined ? undefined : parse(text);
  if (text === undefined || record !== undefined) return { record, setAside: undefined };
  const setAside = join(dataFolder, 'last-start.damaged.json');
  const isMoved = await rename(file, setAside).then(
    () => true,
    () => false,
  );
  return { record: undefined, setAside: isMoved ? setAside : undefined };
}

/** Readers see the whole record or the one before. A record that cannot be kept is no reason to fail. */
export async function writeStartRecord(dataFolder: string, record: StartRecord): Promise<void> {
  const file = fileIn(dataFolder);
  const next = `${file}.${process.pid}.new`;
  try {
    await makeFolder(dirname(file), { mode: 0o700 });
    await writeFile(next, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    await chmod(next, 0o600); // also where one was left lying about
    await rename(next, file);
  } catch {
    // who starts learns from the command itself how it went; a full disk leaves an empty file
    await rm(next, { force: true }).catch(() => undefined);
  }
}

/** Changes the attempt that the record tells of, where it still is the one of this process. @returns it as it is now */
export async function updateAttempt(
  dataFolder: string,
  process: Pick<ProcessIdentity, 'pid' | 'pidStarted'>,
  change: Partial<StartAttempt>,
): Promise<StartAttempt | undefined> {
  const { record } = await readStartRecord(dataFolder);
  if (!record || !isSameProcess(record.attempt.process, process)) return undefined;
  const attempt = { ...record.attempt, ...change };
  await writeStartRecord(dataFolder, { ...record, attempt });
  return attempt;
}

/** An attempt of now that nothing is known of yet. */
export function newAttempt(
  known: Pick<StartAttempt, 'method' | 'status' | 'reasonCode'> & Partial<StartAttempt>,
): StartAttempt {
  return {
    at: new Date().toISOString(),
    requestedBy: userName(),
    command: [],
    process: null,
    launcher: null,
    startedAt: null,
    ok: null,
    exitStatus: null,
    exitSignal: null,
    errorCode: null,
    errorMessage: null,
    url: null,
    logFile: null,
    logFrom: 0,
    endedAt: null,
    ...known,
  };
}

/** True for one run of one process, seen from this machine. */
export function isSameProcess(
  a: Pick<ProcessIdentity, 'pid' | 'pidStarted'> | null,
  b: Pick<ProcessIdentity, 'pid' | 'pidStarted'>,
): boolean {
  return a !== null && a.pid === b.pid && a.pidStarted === b.pidStarted;
}

function parse(text: string): StartRecord | undefined {
  try {
    return StartRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A user of a container may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
