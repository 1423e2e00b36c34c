import { AppError } from '../base/errors.ts';
import type { Pool, PoolClient } from 'pg';

/** A connection of the pool; a full pool is waited for no longer than `ms`, a server that has to answer as long as the pool is set to. @throws busy */
export async function freeConnection(pool: Pool, ms: number): Promise<PoolClient> {
  const isFull = pool.idleCount === 0 && pool.totalCount >= (pool.options.max ?? 0);
  const asked = pool.connect();
  if (!isFull) return await asked;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new AppError('busy', 'All connections to the database are in use', { retry: 'retry' }));
    asked.then(
      (client) => client.release(),
      () => undefined,
    );
  }, ms);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
