import type { HealthPart } from '../../contract/health.ts';
import type { FilePlace } from '../../db/file-place.ts';
import { healthPart, type Trouble } from './health-part.ts';

/** What only the process knows that has the database open. */
export interface DatabaseNow {
  readonly path: string;
  readonly place: FilePlace;
  /** How long no write could begin. */
  readonly blockedMs: number;
}

/** Others that write are through sooner. */
const BLOCKED_MS = 8_000;

/** The line of a database that can be read as ever, but keeps nothing, or not where it should; undefined where it is well. */
export function databasePart(now: DatabaseNow, nowMs: number): HealthPart | undefined {
  const trouble = now.place === 'same' ? blocked(now, nowMs) : moved(now);
  const part = healthPart({ id: 'database', title: 'Database', group: 'database', mandatory: true });
  return trouble && part.bad(trouble, { blockedMs: Math.round(now.blockedMs) });
}

function moved({ path, place }: DatabaseNow): Trouble {
  const isGone = place === 'gone';
  return {
    code: 'database_moved',
    detail: isGone ? `${path} is not there any more` : `${path} is another file than the one that is in use`,
    cause: 'It was moved, removed or replaced while Supervisor runs',
    next: 'Stop Supervisor, put the file back where it was, then start again; without it, `supervisor db restore` takes a backup',
  };
}

function blocked({ blockedMs }: DatabaseNow, nowMs: number): Trouble | undefined {
  if (blockedMs < BLOCKED_MS) return undefined;
  return {
    code: 'database_locked',
    detail: `Nothing could be written for ${Math.round(blockedMs / 1_000)} s`,
    cause: 'Another program has begun to write to the file and does not end',
    next: 'End the program that has the file open, such as a database browser or a backup; work goes on by itself',
    sinceMs: nowMs - blockedMs,
  };
}
