import { helpFor } from '../../contract/errors.ts';
import { EXIT } from '../exits.ts';
import { sinceText } from '../job-words.ts';
import type { OutputLine, Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';
import type { StartAnswer } from './start-in-background.ts';
import type { StartAttempt } from './start-record.ts';

/** Says how a start went, with the next steps. @returns the exit code */
export function printStart(answer: StartAnswer, print: Print): number {
  const [said, ...steps] = [sentenceOf(answer), ...nextSteps(answer)];
  const lines = tailOf(answer);
  print.line(startLine('start', answer), [said, ...lines, ...steps].join('\n'));
  return exitOf(answer.attempt);
}

/** The last start, for `supervisor status`. */
export function printLastStart(answer: StartAnswer, print: Print): void {
  const lines = tailOf(answer);
  const steps = answer.attempt.ok === true ? [] : nextSteps(answer).map((step) => `  ${step}`);
  const text = [`Last start: ${lastStartText(answer)}`, ...lines, ...steps].join('\n');
  print.line(startLine('last_start', answer), text);
}

/** When, by whom, and what has become of it, in one line. */
export function lastStartText(answer: StartAnswer): string {
  const { at, requestedBy, method } = answer.attempt;
  return `${sinceText(at)} ago by ${visibleText(requestedBy)}, in the ${method}. ${sentenceOf(answer)}`;
}

/** What the process said last, where it could not say any more why it ends. */
function tailOf({ attempt, lastLines }: StartAnswer): readonly string[] {
  return attempt.errorCode === null ? lastLines.map((line) => `  │ ${visibleText(line)}`) : [];
}

/** One schema for all answers about a start. */
function startLine(type: string, { attempt, retryAfterS, lastLines }: StartAnswer): OutputLine {
  const { process, launcher: _, logFrom: __, ...known } = attempt;
  return {
    type,
    ...known,
    pid: process?.pid ?? null,
    host: process?.host ?? null,
    retryAfterS,
    lastLines: [...lastLines],
  };
}

function exitOf({ status }: StartAttempt): number {
  if (status === 'started' || status === 'running') return EXIT.ok;
  if (status === 'started_unverified') return EXIT.notVerified;
  if (status === 'locked') return EXIT.libraryInUse;
  return status === 'busy' || status === 'blocked' ? EXIT.tooEarly : EXIT.error;
}

function sentenceOf({ attempt, retryAfterS }: StartAnswer): string {
  const { status, reasonCode, url, method } = attempt;
  const who = attempt.process === null ? 'the process' : `process ${attempt.process.pid}`;
  const where = method === 'background' ? `${who}, in the background` : who;
  switch (status) {
    case 'started':
      return `Supervisor is at ${url} (${where})`;
    case 'running':
      return `Supervisor runs at ${url} (${where})`;
    case 'started_unverified':
      return reasonCode === 'no_answer'
        ? `Supervisor runs, but does not answer (${where})`
        : `Not verified yet: Supervisor was started (${where}), but does not answer yet`;
    case 'busy':
      return 'Another start of this library is going on';
    case 'blocked':
      return `The last start has just failed: ${failureText(attempt)}. The next can begin in ${retryAfterS} s`;
    case 'stopped':
      return `It was at ${url}, and has ended${endText(attempt)}`;
    default:
      return `Supervisor did not start: ${failureText(attempt)}`;
  }
}

function endText(attempt: StartAttempt): string {
  const { endedAt, reasonCode } = attempt;
  const since = endedAt === null ? '' : ` ${sinceText(endedAt)} ago`;
  if (reasonCode === 'stopped') return `${since} as it was asked to`;
  if (reasonCode === 'killed') return `${since}: it did not end when asked to, and was killed`;
  return `${since} by itself: ${failureText(attempt)}`;
}

function failureText({ exitStatus, exitSignal, errorCode, errorMessage }: StartAttempt): string {
  if (errorCode !== null) return `${visibleText(errorMessage ?? '')} (code ${errorCode})`;
  if (exitSignal !== null) return `the process was ended by ${exitSignal}`;
  return exitStatus === null ? 'the process is gone' : `the process ended with exit code ${exitStatus}`;
}

/** What can be done now, the first thing first. */
export function nextSteps({ attempt }: StartAnswer): readonly string[] {
  const { status, reasonCode, errorCode, logFile } = attempt;
  const output = logFile === null ? [] : [`What it says stands in ${visibleText(logFile)}`];
  switch (status) {
    case 'started':
      return [
        'It goes on when this terminal is closed. supervisor status shows it, supervisor stop ends it.',
        ...output,
      ];
    case 'running':
    case 'stopped':
      return [];
    case 'started_unverified':
      return reasonCode === 'no_answer'
        ? ['supervisor status looks again; supervisor restart starts it anew.', ...output]
        : ['It may still be opening the library: supervisor status looks again.', ...output];
    case 'busy':
      return ['supervisor status shows how it ends.'];
    case 'blocked':
      return output;
    default:
      return [errorCode === null ? 'supervisor doctor looks for what is missing.' : helpFor(errorCode), ...output];
  }
}
