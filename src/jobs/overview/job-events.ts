import { z } from 'zod';
import { isoTime } from '../../base/iso-time.ts';
import type { JobEventView } from '../../contract/job.ts';
import type { JobEventTable } from '../../db/tables/job.ts';

const Data = z.looseObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  stage: z.string().optional().catch(undefined),
  outcome: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
});

const WORDS: Readonly<Record<JobEventTable['type'], string>> = {
  queued: 'Queued',
  claimed: 'Claimed by a worker',
  stage: 'Began a stage',
  log: '',
  settled: 'Ended the attempt',
  rescued: 'Taken back from a worker that is gone',
  cancel_asked: 'Somebody asked to cancel it',
  retried: 'Somebody asked to try it again',
  released: 'Given back unfinished',
  held: 'Held by a person',
  unblocked: 'What it waited for is back',
};

/** An event of a job in words. */
export function viewEvent(row: JobEventTable): JobEventView {
  const data: unknown = row.data === null ? null : JSON.parse(row.data);
  const { level, message, stage, outcome, code } = Data.catch({}).parse(data ?? {});
  const detail = message ?? [stage, outcome, code].filter((part) => part !== undefined).join(', ');
  const words = WORDS[row.type];
  return {
    seq: row.seq,
    at: isoTime(row.at_ms),
    attempt: row.attempt,
    type: row.type,
    level: row.type === 'log' ? (level ?? 'info') : null,
    text: words === '' ? detail : detail === '' ? words : `${words}: ${detail}`,
    data,
  };
}
