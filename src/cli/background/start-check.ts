import type { CheckLine } from '../../contract/system.ts';
import { reviewStart } from './review-start.ts';
import { answerOf } from './start-in-background.ts';
import { lastStartText, nextSteps } from './start-words.ts';

/** The last start as a line of the checks that pages and `/health` show; none where nothing is recorded. */
export async function startCheck(found: Parameters<typeof reviewStart>[0]): Promise<readonly CheckLine[]> {
  const { record } = await reviewStart(found);
  if (!record) return [];
  const answer = await answerOf(record.attempt);
  const { ok, reasonCode } = record.attempt;
  const isWell = ok === true && reasonCode !== 'process_ended' && reasonCode !== 'no_answer';
  const cure = isWell ? null : (nextSteps(answer)[0] ?? 'supervisor status shows what it said last.');
  const state = isWell ? 'ok' : 'warn';
  return [{ id: 'start', title: 'Last start', state, mandatory: false, detail: lastStartText(answer), cure }];
}
