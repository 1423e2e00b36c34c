/** Days that a date, a day and their text can be made of in every zone. */
const FIRST_MS = Date.parse('0001-01-02T00:00:00Z');
const LAST_MS = Date.parse('9999-12-30T00:00:00Z');

/**
 * When a file was changed, whole milliseconds. File systems hold times that no calendar has (a broken clock, a damaged
 * disk): they become the nearest that one has.
 */
export function modifiedMs(stats: { readonly mtimeMs: number }): number {
  return Math.min(LAST_MS, Math.max(FIRST_MS, Math.floor(stats.mtimeMs)));
}
