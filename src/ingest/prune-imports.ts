import { type RawBuilder, sql } from 'kysely';
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

type Needs = Pick<IngestNeeds, 'db' | 'clock' | 'ingestSettings'>;

/** Keeps traces and import logs from growing for ever. Comes back by a schedule. */
export const pruneImports = defineJob({
  kind: 'ingest.prune',
  input: z.object({}),
  queue: 'upkeep',
  retry: delays(60_000, 600_000, 3_600_000),
  timeoutMs: 600_000,
  resources: { disk: 1 },
  uniqueKey: () => 'all',
  async hasWork(_input, needs: Needs) {
    const { traces, lines } = oldOf(needs);
    for (const old of [sql`select 1 ${traces} limit 1`, sql`select 1 ${lines} limit 1`])
      if ((await old.execute(needs.db)).rows.length > 0) return true;
    return false;
  },
  async run(_input, { db, ...needs }: Needs, job) {
    const old = oldOf(needs);
    const traces = await inChunks(
      db,
      job.signal,
      (limit) => sql`
        delete from import_trace where rowid in (select rowid ${old.traces} order by rowid limit ${limit})`,
    );
    const lines = await inChunks(
      db,
      job.signal,
      (limit) => sql`delete from import_item where id in (select import_item.id ${old.lines} limit ${limit})`,
    );
    return { traces, lines };
  },
});

/** What has been kept for long enough. */
function oldOf({ clock, ingestSettings }: Omit<Needs, 'db'>): Record<'traces' | 'lines', RawBuilder<unknown>> {
  const nowMs = clock.now();
  const { traceKeepDays } = ingestSettings();
  const okMs = nowMs - traceKeepDays * DAY_MS;
  const failedMs = nowMs - Math.max(traceKeepDays, FAILURES_DAYS) * DAY_MS;
  return {
    traces: sql`from import_trace where at_ms < case ok when 1 then cast(${okMs} as bigint) else cast(${failedMs} as bigint) end`,
    lines: sql`from import_session join import_item on session_id = import_session.id
      where ended_at_ms < ${nowMs - LINES_DAYS * DAY_MS} and state in ('done', 'cancelled', 'failed')`,
  };
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
