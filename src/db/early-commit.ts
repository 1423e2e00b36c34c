import { AsyncLocalStorage } from 'node:async_hooks';

/** Kysely begins the transaction, and has no room for an option of ours on the way to the driver. */
const early = new AsyncLocalStorage<true>();

/**
 * Runs `work` so that its transactions on SQLite are over before the disk has them: they survive the end of the program, but
 * a power cut only together with the next ordinary one, which comes after them on the disk. Only for what is found again by
 * looking, such as who runs a job. PostgreSQL, whose clients outlive it, commits as ever.
 */
export function withEarlyCommit<T>(work: () => Promise<T>): Promise<T> {
  return early.run(true, work);
}

/** Whether what runs now need not wait for the disk. */
export function commitsEarly(): boolean {
  return early.getStore() === true;
}
