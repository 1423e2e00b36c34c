import { AsyncLocalStorage } from 'node:async_hooks';

const patience = new AsyncLocalStorage<number>();

/**
 * Runs `work` so that its transactions on PostgreSQL wait for no lock, and for no free connection, longer than `ms`:
 * they end with `busy` instead, and nothing of them is written.
 */
export function withPatience<T>(ms: number, work: () => Promise<T>): Promise<T> {
  return patience.run(ms, work);
}

/** How long what runs now may wait, milliseconds; undefined = as long as the database is set to. */
export function patienceMs(): number | undefined {
  return patience.getStore();
}

/** Runs what goes on after a request has its answer: it waits as anybody. */
export function withoutPatience<T>(work: () => T): T {
  return patience.exit(work);
}
