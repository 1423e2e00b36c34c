import { jobsWithOtherCopy } from '../../catalogue/files/jobs-with-other-copy.ts';
import { rootService } from '../../catalogue/roots/storage-roots.ts';
import { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { JobServices } from '../../jobs/engine.ts';

interface Needs {
  readonly db: Database;
  readonly services: JobServices;
}

/** Lets jobs that wait for roots that are away use copies on roots that are not. `blocked`: see `jobsWithOtherCopy`. */
export async function useOtherCopies(needs: Needs, which: 'all' | 'blocked' = 'all', tx?: Tx): Promise<void> {
  const offline = await (tx ?? needs.db)
    .selectFrom('storage_root')
    .select('id')
    .where('state', '=', 'offline')
    .execute();
  for (const { id } of offline) {
    if (!tx && (await jobsWithOtherCopy(needs.db, id, which)).length === 0) continue; // most looks write nothing
    await (tx
      ? change(needs, id, { which, tx })
      : inTransaction(needs.db, (own) => change(needs, id, { which, tx: own })));
  }
}

async function change(
  { services }: Needs,
  rootId: string,
  { which, tx }: { which: 'all' | 'blocked'; tx: Tx },
): Promise<void> {
  const found = await jobsWithOtherCopy(tx, rootId, which);
  const changes = found.map((job) => ({ id: JobId.parse(job.jobId), to: rootService(job.rootId) }));
  await services.needInstead(rootService(rootId), changes, tx);
}
