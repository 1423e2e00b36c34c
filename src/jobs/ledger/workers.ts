import type { JobId, WorkerId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { ProcessIdentity } from '../../db/process-identity.ts';
import type { WorkerState } from '../engine.ts';

/** Notes a worker that starts. */
export async function registerWorker(tx: Tx, worker: { id: WorkerId } & ProcessIdentity, nowMs: number): Promise<void> {
  await tx
    .insertInto('worker')
    .values({
      id: worker.id,
      host: worker.host,
      boot_id: worker.bootId,
      pid: worker.pid,
      pid_started: worker.pidStarted,
      state: 'starting',
      started_at_ms: nowMs,
      seen_at_ms: nowMs,
      stopped_at_ms: null,
    })
    .execute();
}

/** Writes a worker's heartbeat. */
export async function noteSeen(
  tx: Tx,
  now: { id: WorkerId; state: WorkerState; running: readonly JobId[]; atMs: number },
): Promise<void> {
  await tx
    .updateTable('worker')
    .set({
      state: now.state,
      seen_at_ms: now.atMs,
      running: JSON.stringify(now.running),
      stopped_at_ms: now.state === 'stopped' ? now.atMs : null,
    })
    .where('id', '=', now.id)
    .execute();
}
