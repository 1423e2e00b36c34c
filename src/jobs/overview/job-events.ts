import { z } from 'zod';
import { isoTime } from '../../base/iso-time.ts';
import type { JobEventView } from '../../contract/job.ts';
import type { JobEventTable } from '../../db/tables/job.ts';

const Line = z.looseObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).catch('info'),
  message: z.string().catch(''),
});

const WORDS: Readonly<Record<Exclude<JobEventTable['type'], 'log'>, string>> = {
  retried: 'Somebody asked to try it again',
  cancel_asked: 'Somebody asked to cancel it',
  held: 'Somebody holds it',
  released: 'Somebody released it',
  prioritised: 'Somebody moved it in its queue',
  ignored: 'Somebody wants to see the failure no more',
  shown: 'Somebody wants to see the failure again',
  undone: 'Somebody took that back',
};

/** An event of a job in words. */
export function viewEvent({ seq, at_ms: atMs, attempt, type, data: text }: JobEventTable): JobEventView {
  const data: unknown = text === null ? null : JSON.parse(text);
  const base = { seq, at: isoTime(atMs), attempt, type, data };
  if (type !== 'log') return { ...base, level: null, text: WORDS[type] };
  const { level, message } = Line.parse(data ?? {});
  return { ...base, level, text: message };
}
