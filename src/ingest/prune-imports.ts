import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { defineJob, delays } from '../jobs/kind.ts';
import type { IngestNeeds } from './ingest-needs.ts';

const DAY_MS = 86_400_000;
/** Steps that failed are kept at least as long: yesterday's cause is asked for tomorrow. */
const FAILURES_DAYS = 30;
/** Lines of the import log go this long after their session ended; its counts stay. */
const LINES_DAYS = 180;
/** Rows of one transaction, so that others can write in between. */
const CHUNK = 5_000;

/** Keeps traces and import logs from growing for ever. Comes back by a schedule. */
export const pruneImports = defineJob({
  kind: 'ingest.prune',
  input: z.object({}),
  queue: 'upkeep',
  retry: delays(60_000, 600_000, 3_600_000),
  timeoutMs: 600_000,
  resources: { disk: 1 },
  uniqueKey: () => 'all',
  async run(_input, needs: Pick<IngestNeeds, 'db' | 'clock' | 'ingestSettings'>, job) {
    const nowMs = needs.clock.now();
    const { traceKeepDays } = needs.ingestSettings();
    const traces = await removeTraces(needs.db, job.signal, {
      okMs: nowMs - traceKeepDays * DAY_MS,
      failedMs: nowMs - Math.max(traceKeepDays, FAILURES_DAYS) * DAY_MS,
    });
    const lines = await removeLines(needs.db, job.signal, nowMs - LINES_DAYS * DAY_MS);
    return { traces, lines };
  },
});

async function removeTraces(
  db: Database,
  signal: AbortSignal,
  before: { okMs: number; failedMs: number },
): Promise<number> {
  return await inChunks(
    db,
    signal,
    (limit) => sql`
    delete from import_trace where rowid in (
      select rowid from import_trace where at_ms < case ok when 1 then cast(${before.okMs} as bigint) else cast(${before.failedMs} as bigint) end
      order by rowid limit ${limit})`,
  );
}

async function removeLines(db: Database, signal: AbortSignal, beforeMs: number): Promise<number> {
  const old = sql`select import_item.id from import_session join import_item on session_id = import_session.id
    where ended_at_ms < ${beforeMs} and state in ('done', 'cancelled', 'failed')`;
  return await inChunks(db, signal, (limit) => sql`delete from import_item where id in (${old} limit ${limit})`);
}

async function inChunks(
  db: Database,
  signal: AbortSignal,
  statement: (limit: number) => ReturnType<typeof sql>,
): Promise<number> {
  for (let removed = 0; ;) {
    const { numAffectedRows = 0n } = await inTransaction(db, (tx) => statement(CHUNK).execute(tx));
    removed += Number(numAffectedRows);
    if (numAffectedRows < CHUNK || signal.aborted) return removed;
  }
}
