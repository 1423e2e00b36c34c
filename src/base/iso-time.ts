/** Milliseconds UTC as the API says them. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** `isoTime` of a time that may not be known. */
export function isoTimeOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : isoTime(ms);
}
