import { AsyncLocalStorage } from 'node:async_hooks';

/** Kysely begins the transaction, and has no room for an option of ours on the way to the driver. */
const early = new AsyncLocalStorage<boolean>();

/**
 * Runs `work`, whose transactions on SQLite are over before the disk has them when `isEarly`: they survive the end of the
 * program, but a power cut only together with the next ordinary one, which comes after them on the disk. Only for what is
 * found again by looking, such as who runs a job or what a picture says of itself, and where nothing outside of the database
 * follows from it. PostgreSQL, whose clients outlive it, commits as ever.
 */
export function withCommit<T>(isEarly: boolean, work: () => Promise<T>): Promise<T> {
  // What is started on the way of an early one is not early for that.
  return commitsEarly() === isEarly ? work() : early.run(isEarly, work);
}

/** Whether what runs now need not wait for the disk. */
export function commitsEarly(): boolean {
  return early.getStore() === true;
}
