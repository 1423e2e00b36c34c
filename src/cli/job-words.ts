import type { JobRow } from '../contract/job.ts';
import type { QueueCounts } from '../contract/job-overview.ts';
import { countText } from '../contract/count-words.ts';
import type { Print } from './output.ts';
import { visibleText } from './visible-text.ts';
import { wholeDurationText } from '../contract/duration-words.ts';

/** One job on one line. */
export function jobText(job: JobRow, print: Print): string {
  const progress = job.total === null ? '' : ` ${countText(job.done)}/${countText(job.total)}`;
  const what = job.problem === null || job.state === 'done' ? (job.stage ?? '') : job.problem.code;
  const about = visibleText(job.asset?.name ?? '');
  return `${job.id}  ${stateText(job, print)}${progress}  ${job.kind.padEnd(22)}  ${what}${what === '' || about === '' ? '' : '  '}${about}`;
}

function stateText({ state }: JobRow, print: Print): string {
  const word = state.padEnd(9);
  if (state === 'failed') return print.paint('red', word);
  if (state === 'blocked' || state === 'held') return print.paint('yellow', word);
  return state === 'running' || state === 'done' ? print.paint('green', word) : word;
}

/** What a queue has, naming only what there is. */
export function countsText(counts: QueueCounts): string {
  const words = Object.entries({
    running: counts.running,
    due: counts.ready,
    later: counts.delayed,
    blocked: counts.blocked,
    waiting: counts.waiting,
    failed: counts.failed,
  }).flatMap(([word, count]) => (count === 0 ? [] : [`${countText(count)} ${word}`]));
  return words.length === 0 ? 'nothing to do' : words.join(', ');
}

/** How long ago, or for how long. */
export function sinceText(at: string | null, now = Date.now()): string {
  return at === null ? '–' : wholeDurationText(Math.max(0, now - Date.parse(at)));
}
