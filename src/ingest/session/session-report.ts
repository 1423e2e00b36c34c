import { sql } from 'kysely';
import { z } from 'zod';
import type { FailureGroup, ImportPhaseName } from '../../contract/import.ts';
import type { Database } from '../../db/database.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import { inTransaction } from '../../db/transaction.ts';
import { failureGroups } from './groups-by-code.ts';
import { stageCounts } from './session-view.ts';

const timeMs = z.number().nullable();
const PhaseFacts = z.object({
  startedAtMs: timeMs,
  endedAtMs: timeMs,
  done: z.number(),
  total: z.number(),
  errors: z.number(),
});

/** One phase of an import as it was measured; its times may be those of work that goes on. */
export type PhaseFacts = z.infer<typeof PhaseFacts>;

const Facts = z.object({
  /** Nothing of the run is open any more: from then on its times stay, also when something of it is tried again. */
  isFinal: z.boolean(),
  problems: z.number(),
  phases: z.record(z.enum(['walk', 'take-in', 'metadata', 'pictures']), PhaseFacts),
});

/** How an import went. Kept with its session, because jobs and lines of the log are forgotten some day. */
export type SessionFacts = z.infer<typeof Facts>;

/** The jobs of a phase that is done file by file. */
const KINDS = { metadata: 'ingest.describe', pictures: 'derivative.pictures' } as const;
/** Sessions that are kept in one pass. */
const A_PASS = 200;
const ENDED: ReadonlySet<string> = new Set(['done', 'cancelled', 'failed']);

/** When the last phase ended; null where no end is known. */
export function lastEndMs({ phases }: Pick<SessionFacts, 'phases'>): number | null {
  return Object.values(phases).reduce((last: number | null, { endedAtMs }) => later(last, endedAtMs), null);
}

/** When all of a session had ended, where that is kept. */
export function keptEndMs(session: Pick<ImportSessionTable, 'report'>): number | undefined {
  const kept = keptFacts(session);
  return kept?.isFinal === true ? (lastEndMs(kept) ?? undefined) : undefined;
}

function keptFacts({ report }: Pick<ImportSessionTable, 'report'>): SessionFacts | undefined {
  return report === null ? undefined : Facts.parse(JSON.parse(report));
}

/**
 * How an import went, or goes: its times as they were kept, its numbers as they are for as long as its log is there.
 * `failures`: of the session, as they are grouped.
 */
export async function factsOf(
  db: Database,
  session: ImportSessionTable,
  failures: readonly FailureGroup[],
): Promise<SessionFacts> {
  const kept = keptFacts(session);
  const numbers = kept && !(await hasLines(db, session.id)) ? kept : await countNow(db, session, failures);
  if (kept?.isFinal === true) return { isFinal: true, ...withTimes(numbers, kept.phases) };
  const jobs = await jobTimes(db, session.id);
  const open = jobs.reduce((sum, job) => sum + job.open, 0);
  const now = timesNow(session, jobs);
  const times = kept ? spanOf(now, kept.phases) : now;
  return { isFinal: ENDED.has(session.state) && open === 0, ...withTimes(numbers, times) };
}

/** Keeps how imports went that have not been kept to their end. @returns how many have ended since */
export async function keepReports({ db }: { db: Database }): Promise<number> {
  const sessions = await db
    .selectFrom('import_session')
    .selectAll()
    .where(sql<boolean>`(report is null or report like '{"isFinal":false%')`)
    .orderBy('id', 'desc')
    .limit(A_PASS)
    .execute();
  let ended = 0;
  for (const session of sessions) {
    const facts = await factsOf(db, session, await failureGroups(db, session.id));
    const report = JSON.stringify(facts);
    if (report === session.report) continue;
    await inTransaction(db, async (tx) => {
      await tx.updateTable('import_session').set({ report }).where('id', '=', session.id).execute();
    });
    if (facts.isFinal) ended += 1;
  }
  return ended;
}

type Span = Pick<PhaseFacts, 'startedAtMs' | 'endedAtMs'>;
type Times = Readonly<Record<ImportPhaseName, Span>>;
type Numbers = Pick<SessionFacts, 'problems' | 'phases'>;

/** Jobs of one kind of a session: when the first began and the last ended, and how many have not. */
interface JobTimes {
  readonly kind: string;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly open: number;
}

const OPEN = sql<number>`count(case when state not in ('done', 'failed', 'cancelled') then 1 end)`;

async function jobTimes(db: Database, sessionId: string): Promise<readonly JobTimes[]> {
  return await db
    .selectFrom('job')
    .select((eb) => [
      'kind',
      eb.fn.min<number | null>('started_at_ms').as('startedAtMs'),
      eb.fn.max<number | null>('finished_at_ms').as('endedAtMs'),
      OPEN.as('open'),
    ])
    .where('session_id', '=', sessionId)
    .groupBy('kind')
    .execute();
}

async function hasLines(db: Database, sessionId: string): Promise<boolean> {
  const line = await db
    .selectFrom('import_item')
    .select('id')
    .where('session_id', '=', sessionId)
    .limit(1)
    .executeTakeFirst();
  return line !== undefined;
}

/** Files and errors of each phase by the log and the assets; the times are left out. */
async function countNow(
  db: Database,
  session: ImportSessionTable,
  failures: readonly FailureGroup[],
): Promise<Numbers> {
  const stages = await stageCounts(db, session.id);
  const errors: Record<ImportPhaseName, number> = { walk: 0, 'take-in': 0, metadata: 0, pictures: 0 };
  for (const { stage, count, folders } of failures) {
    errors.walk += folders;
    errors[stage === 'read' ? 'take-in' : stage === 'describe' ? 'metadata' : 'pictures'] += count - folders;
  }
  const none = { startedAtMs: null, endedAtMs: null };
  const { found, hashed } = session;
  return {
    problems: stages.problems,
    phases: {
      walk: { ...none, done: found, total: found, errors: errors.walk },
      'take-in': { ...none, done: hashed, total: found, errors: errors['take-in'] },
      metadata: { ...none, done: stages.described, total: stages.describable, errors: errors.metadata },
      pictures: { ...none, done: stages.pictured, total: stages.picturable, errors: errors.pictures },
    },
  };
}

/** When each phase began and ended, as far as it is known now. */
function timesNow(session: ImportSessionTable, jobs: readonly JobTimes[]): Times {
  const of = (kind: string): Span => {
    const { startedAtMs = null, endedAtMs = null, open = 0 } = jobs.find((one) => one.kind === kind) ?? {};
    return { startedAtMs, endedAtMs: open > 0 ? null : endedAtMs };
  };
  const startedAtMs = session.began_at_ms;
  return {
    walk: { startedAtMs, endedAtMs: session.walked_at_ms },
    'take-in': { startedAtMs, endedAtMs: session.ended_at_ms },
    metadata: of(KINDS.metadata),
    pictures: of(KINDS.pictures),
  };
}

/** From the first of two starts to the last of two ends: of jobs that began long ago some may be forgotten by now. */
function spanOf(one: Times, other: Times): Times {
  const span = (name: ImportPhaseName): Span => ({
    startedAtMs: earlier(one[name].startedAtMs, other[name].startedAtMs),
    endedAtMs: later(one[name].endedAtMs, other[name].endedAtMs),
  });
  return { walk: span('walk'), 'take-in': span('take-in'), metadata: span('metadata'), pictures: span('pictures') };
}

function withTimes({ problems, phases }: Numbers, times: Times): Numbers {
  const of = (name: ImportPhaseName): PhaseFacts => {
    const { startedAtMs, endedAtMs } = times[name];
    return { ...phases[name], startedAtMs, endedAtMs };
  };
  return {
    problems,
    phases: { walk: of('walk'), 'take-in': of('take-in'), metadata: of('metadata'), pictures: of('pictures') },
  };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
