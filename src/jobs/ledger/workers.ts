import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { WorkerId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { WorkerNow, WorkerSelf } from '../worker-self.ts';

const Queues = z.array(z.string());
/** A worker elsewhere that has been silent this long holds nobody up. */
const SILENT_MS = 60_000;

/**
 * Notes a worker that starts. @throws worker_active when one of its queues has a worker and one of the two is exclusive;
 * the details say who
 */
export async function registerWorker(tx: Tx, worker: WorkerSelf, nowMs: number): Promise<void> {
  await refuseSecond(tx, worker, nowMs);
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
      queues: JSON.stringify(worker.queues ?? []),
      is_exclusive: worker.isExclusive ? 1 : 0,
    })
    .execute();
}

async function refuseSecond(tx: Tx, worker: WorkerSelf, nowMs: number): Promise<void> {
  const others = await tx
    .selectFrom('worker')
    .select(['host', 'pid', 'queues', 'is_exclusive', 'started_at_ms'])
    .where('state', '!=', 'stopped')
    .where('seen_at_ms', '>', nowMs - SILENT_MS)
    .execute();
  for (const { host, pid, queues, is_exclusive, started_at_ms: startedAtMs } of others) {
    if (!worker.isExclusive && is_exclusive === 0) continue;
    const shared = Queues.parse(JSON.parse(queues)).filter((queue) => worker.queues?.includes(queue));
    if (shared.length === 0) continue;
    throw new AppError('worker_active', `Process ${pid} on ${host} works ${shared.join(', ')} already`, {
      details: { host, pid, queues: shared, startedAtMs },
    });
  }
}

/** Writes a worker's heartbeat. */
export async function noteSeen(tx: Tx, id: WorkerId, now: WorkerNow & { readonly atMs: number }): Promise<void> {
  await tx
    .updateTable('worker')
    .set({
      state: now.state,
      seen_at_ms: now.atMs,
      running: JSON.stringify(now.running),
      lacks: JSON.stringify(now.lacks ?? []),
      rss_bytes: now.rssBytes ?? null,
      error: now.error ? JSON.stringify(now.error) : null,
      stopped_at_ms: now.state === 'stopped' ? now.atMs : null,
    })
    .where('id', '=', id)
    .execute();
}
