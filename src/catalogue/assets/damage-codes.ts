/** Codes by which a file itself is damaged, also where part of it could still be shown. */
export const DAMAGE_CODES: ReadonlySet<string> = new Set(['picture_damaged']);
