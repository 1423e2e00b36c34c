import type { SessionId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { JobSink } from '../../jobs/engine.ts';
import { scanFolder } from '../scan-folder.ts';

/** Sees to it that a session has a job, and names it in the session. @returns true when it had none */
export async function ensureScanJob(tx: Tx, sink: JobSink, sessionId: SessionId): Promise<boolean> {
  const [job] = await sink.enqueue([{ kind: scanFolder, input: { sessionId } }], tx);
  if (job?.outcome !== 'added') return false;
  await tx.updateTable('import_session').set({ job_id: job.id }).where('id', '=', sessionId).execute();
  return true;
}
