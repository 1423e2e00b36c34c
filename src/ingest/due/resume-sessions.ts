import { z } from 'zod';
import { SessionId } from '../../contract/ids.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { scanFolder } from '../scan-folder.ts';
import { EarlierLines } from '../session/earlier-lines.ts';
import { ensureScanJob } from './ensure-scan-job.ts';

const StoredError = z.object({ code: z.string(), message: z.string() });

/**
 * Sessions that have not ended get a job again when theirs is gone (the unique key keeps a living one single).
 * One whose job ended the program again and again has failed: only a person starts it once more. @returns how many
 */
export async function resumeSessions(needs: Pick<IngestNeeds, 'db' | 'sink' | 'clock'>): Promise<number> {
  const open = await needs.db
    .selectFrom('import_session')
    .select('id')
    .where('state', 'in', ['waiting', 'running'])
    .execute();
  let added = 0;
  for (const { id } of open) {
    const poison = await poisonOf(needs, id);
    if (poison) await endSession(needs, id, poison);
    else if (await inTransaction(needs.db, (tx) => ensureScanJob(tx, needs.sink, SessionId.parse(id)))) added += 1;
  }
  return added;
}

async function poisonOf(
  needs: Pick<IngestNeeds, 'db'>,
  sessionId: string,
): Promise<z.infer<typeof StoredError> | undefined> {
  const newest = await needs.db
    .selectFrom('job')
    .select(['state', 'error'])
    .where('session_id', '=', sessionId)
    .where('kind', '=', scanFolder.kind)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.state !== 'failed' || newest.error === null) return undefined;
  const { data } = StoredError.safeParse(JSON.parse(newest.error));
  return data?.code === 'job_lost_too_often' ? data : undefined;
}

/** The numbers of its row are those of its last save; its lines know more. */
async function endSession(
  needs: Pick<IngestNeeds, 'db' | 'clock'>,
  id: string,
  { code, message }: z.infer<typeof StoredError>,
): Promise<void> {
  const { counts: lines } = await EarlierLines.load(needs.db, id);
  await inTransaction(needs.db, async (tx) => {
    const session = await tx
      .selectFrom('import_session')
      .select(['counts', 'found'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const counts = z.record(z.string(), z.number()).parse(JSON.parse(session.counts));
    for (const [outcome, line] of lines) counts[outcome] = Math.max(counts[outcome] ?? 0, line.lines);
    const hashed = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const end = { state: 'failed', code, message, ended_at_ms: needs.clock.now() } as const;
    const numbers = { counts: JSON.stringify(counts), hashed, found: Math.max(session.found, hashed) };
    await tx
      .updateTable('import_session')
      .set({ ...end, ...numbers })
      .where('id', '=', id)
      .execute();
  });
}
