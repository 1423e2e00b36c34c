import { sql } from 'kysely';
import { z } from 'zod';
import { ItemOutcome, type ImportView } from '../../contract/import.ts';
import { JobId, RootId, SessionId } from '../../contract/ids.ts';
import type { Database } from '../../db/database.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import { nameOf } from '../../catalogue/files/file-rows.ts';
import { laterProblem } from './later-problem.ts';

const ImportCounts = z.partialRecord(z.enum([...ItemOutcome.options, 'gone']), z.number());
const noCounts = { imported: 0, unchanged: 0, duplicate: 0, changed: 0, moved: 0, companion: 0, skipped: 0, error: 0 };

/** How far the work on the assets of a session is. */
export interface StageCounts {
  readonly described: number;
  readonly describable: number;
  readonly pictured: number;
  readonly picturable: number;
  readonly problems: number;
}

/** Pace of a running session, measured by whoever watches it. */
export interface Pace {
  readonly ratePerS: number | null;
  readonly etaMs: number | null;
}

const hasProblem = sql<number>`
  case when import_item.outcome = 'error' or ${laterProblem.metadata} or ${laterProblem.pictures} then 1 else 0 end`;

/**
 * Where the assets that a session brought in stand. One pass over its log lines;
 * unchanged files are not among them, because they need nothing.
 */
export async function stageCounts(db: Database, sessionId: string): Promise<StageCounts> {
  const rows = await db
    .selectFrom('import_item')
    .leftJoin('asset', 'asset.id', 'import_item.asset_id')
    .select((eb) => [
      'import_item.outcome',
      'asset.metadata_state',
      'asset.pictures_state',
      hasProblem.as('problem'),
      eb.fn.countAll<number>().as('n'),
    ])
    .where('import_item.session_id', '=', sessionId)
    .groupBy(['import_item.outcome', 'asset.metadata_state', 'asset.pictures_state', 'problem'])
    .execute();
  const counts = { described: 0, describable: 0, pictured: 0, picturable: 0, problems: 0 };
  for (const row of rows) {
    if (row.problem === 1) counts.problems += row.n;
    if (row.outcome !== 'imported' && row.outcome !== 'changed') continue;
    counts.describable += row.n;
    counts.picturable += row.n;
    if (row.metadata_state !== 'waiting') counts.described += row.n;
    if (row.pictures_state !== 'waiting') counts.pictured += row.n;
  }
  return counts;
}

/** The view of a session. It runs until its files are read, described and pictured. */
export function viewSession(session: ImportSessionTable, stages: StageCounts, pace: Pace): ImportView {
  const isWorking =
    session.state === 'done' && (stages.described < stages.describable || stages.pictured < stages.picturable);
  const { gone = 0, ...counts } = ImportCounts.parse(JSON.parse(session.counts));
  return {
    id: SessionId.parse(session.id),
    jobId: session.job_id === null ? null : JobId.parse(session.job_id),
    rootId: RootId.parse(session.root_id),
    folder: session.folder,
    title: nameOf(session.folder) || session.folder,
    mode: session.mode,
    state: isWorking ? 'running' : session.state,
    code: session.code,
    message: session.message,
    startedAt: new Date(session.started_at_ms).toISOString(),
    endedAt: session.ended_at_ms === null || isWorking ? null : new Date(session.ended_at_ms).toISOString(),
    counts: { ...noCounts, ...counts },
    gone,
    bytes: session.bytes,
    walkDone: session.walk_done === 1,
    stages: {
      found: { done: session.found, total: session.found },
      hashed: { done: session.hashed, total: session.found },
      described: { done: stages.described, total: stages.describable },
      pictured: { done: stages.pictured, total: stages.picturable },
    },
    ratePerS: pace.ratePerS,
    etaMs: pace.etaMs,
    problems: stages.problems,
  };
}
