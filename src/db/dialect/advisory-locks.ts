/**
 * Takes a lock until the end of the transaction, which then is over for others before the disk has it: they would wait for
 * the disk one after the other. Any number that no other program uses for advisory locks in this database.
 */
const lock = (key: number): string =>
  `select pg_advisory_xact_lock(${key}), set_config('synchronous_commit', 'off', true)`;

/** The right to write the catalogue. */
export const WRITER_LOCK = lock(7_305_816);
/** The right to claim jobs. */
export const CLAIMS_LOCK = lock(7_305_817);

/** Whether a statement takes one of the locks. */
export function isLock(text: string): boolean {
  return text === WRITER_LOCK || text === CLAIMS_LOCK;
}
