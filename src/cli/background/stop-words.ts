import { EXIT } from '../exits.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';
import { wholeDurationText } from '../../contract/duration-words.ts';
import type { StopAnswer } from './stop-instance.ts';

/** Says what became of the process. @returns the exit code */
export function printStop(answer: StopAnswer, print: Print): number {
  print.line({ type: 'stop', ...answer }, sentences[answer.reasonCode](`process ${answer.pid}`, answer));
  if (answer.status === 'locked') return EXIT.libraryInUse;
  return answer.status === 'stop_failed' ? EXIT.error : EXIT.ok;
}

const sentences: Readonly<Record<StopAnswer['reasonCode'], (who: string, answer: StopAnswer) => string>> = {
  not_running: () => 'Nothing runs this library.',
  stopped: (who, { tookMs }) =>
    `Stopped (${who}, ${tookMs < 1_000 ? 'at once' : `within ${wholeDurationText(tookMs)}`}). What it had begun goes on with the next start.`,
  killed: (who, { tookMs }) =>
    `Killed ${who}, which had not ended within ${wholeDurationText(tookMs)}, with all that it had started. Its jobs are taken back with the next start.`,
  runs_elsewhere: (who, { host }) =>
    `The library is run by ${who} on ${visibleText(host ?? '')}, maybe in a container: stop it there.`,
  not_a_server: (who) =>
    `The library is used by ${who}, which serves no pages: maybe an import in another terminal. Ctrl+C stops it there.`,
  not_proven: (who) =>
    `Not stopped: ${who} may run the library, but does not answer, and this system does not say since when it runs. Look at it, and end it by hand.`,
  permission_denied: (who) => `Not stopped: ${who} belongs to another user. Stop it as that user.`,
  still_running: (who) => `Not stopped: ${who} was killed, but the system does not let it go; a disk may not answer.`,
};
