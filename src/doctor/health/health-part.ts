import { isoTimeOrNull } from '../../base/iso-time.ts';
import type { HealthPart } from '../../contract/health.ts';

/** What is wrong with a part, and what to do. `code` is stable. */
export interface Trouble {
  readonly code: string;
  readonly detail: string;
  readonly cause: string;
  readonly next: string;
  readonly action?: HealthPart['action'];
  readonly sinceMs?: number | null;
}

/** Makes the line of one part: well, worth a look, or broken. */
export function healthPart(about: Pick<HealthPart, 'id' | 'title' | 'group' | 'mandatory'>): {
  ok(detail: string, facts?: HealthPart['facts']): HealthPart;
  warn(trouble: Trouble, facts?: HealthPart['facts']): HealthPart;
  bad(trouble: Trouble, facts?: HealthPart['facts']): HealthPart;
} {
  const troubled = (state: 'warn' | 'bad', trouble: Trouble, facts: HealthPart['facts']): HealthPart => ({
    ...about,
    state,
    code: trouble.code,
    detail: trouble.detail,
    cause: trouble.cause,
    next: trouble.next,
    action: trouble.action ?? null,
    sinceAt: isoTimeOrNull(trouble.sinceMs),
    facts,
  });
  return {
    ok: (detail, facts = {}) => ({
      ...about,
      state: 'ok',
      code: 'ok',
      detail,
      cause: null,
      next: null,
      action: null,
      sinceAt: null,
      facts,
    }),
    warn: (trouble, facts = {}) => troubled('warn', trouble, facts),
    bad: (trouble, facts = {}) => troubled('bad', trouble, facts),
  };
}
