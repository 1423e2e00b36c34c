import type { CheckLine } from '../contract/system.ts';

/** Makes the lines of one check: `ok`, or what is wrong with its cure. */
export interface CheckMaker {
  ok(detail: string): CheckLine;
  warn(detail: string, cure: string): CheckLine;
  bad(detail: string, cure: string): CheckLine;
}

/** `mandatory`: without it Supervisor cannot do its work. */
export function checkLine(id: string, title: string, mandatory: boolean): CheckMaker {
  const base = { id, title, mandatory };
  return {
    ok: (detail) => ({ ...base, state: 'ok', detail, cure: null }),
    warn: (detail, cure) => ({ ...base, state: 'warn', detail, cure }),
    bad: (detail, cure) => ({ ...base, state: 'bad', detail, cure }),
  };
}
