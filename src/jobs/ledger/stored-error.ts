import type { JobError } from '../job-record.ts';

/** The error column: code first (readers look for how it begins), message, class, cause and when. */
export function storedError(error: JobError, atMs: number): string {
  const { code, message, class: kind, cause } = error;
  return JSON.stringify({ code, message, class: kind, cause, at: atMs });
}
