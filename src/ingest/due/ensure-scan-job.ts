import type { SessionId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rootService } from '../../catalogue/roots/storage-roots.ts';
import type { JobSink } from '../../jobs/engine.ts';
import { newJob } from '../../jobs/kind.ts';
import { scanFolder } from '../scan-folder.ts';

/** Sees to it that a session has a job, and names it in the session. @returns true when it had none */
export async function ensureScanJob(tx: Tx, sink: JobSink, sessionId: SessionId): Promise<boolean> {
  const { root_id: root } = await tx
    .selectFrom('import_session')
    .select('root_id')
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  const [job] = await sink.enqueue([newJob(scanFolder, { sessionId }, { services: [rootService(root)] })], tx);
  if (job?.outcome !== 'added') return false;
  await tx.updateTable('import_session').set({ job_id: job.id }).where('id', '=', sessionId).execute();
  return true;
}
