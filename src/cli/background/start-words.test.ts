import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createPrint } from '../output.ts';
import type { StartAnswer } from './start-in-background.ts';
import { newAttempt, type StartAttempt } from './start-record.ts';
import { printStart } from './start-words.ts';

function said(
  known: Pick<StartAttempt, 'status' | 'reasonCode'> & Partial<StartAttempt>,
  more: Partial<StartAnswer> = {},
) {
  let text = '';
  const streams = { out: { write: (words: string) => (text += words) }, err: { write: () => undefined } };
  const process = { host: 'here', bootId: '', pid: 123, pidStarted: '1' };
  const attempt = newAttempt({ method: 'background', process, logFile: '/logs/output.log', ...known });
  const exit = printStart(
    { attempt, retryAfterS: null, lastLines: [], ...more },
    createPrint(streams, { json: false, env: {} }),
  );
  return { exit, text };
}

it('[S-129] says of a start without an answer that it is not verified, and what to do next', () => {
  const { exit, text } = said({ status: 'started_unverified', reasonCode: 'spawn_unverified' });
  assert.equal(exit, 12);
  assert.match(text, /^Not verified yet: .*process 123/u);
  assert.match(text, /supervisor status looks again/u);
  assert.match(text, /\/logs\/output\.log/u);
});

it('[S-131] says in how many seconds the next start can begin, and why the last one failed', () => {
  const failed = { errorCode: 'port_in_use', errorMessage: 'Port 80 is taken' };
  const { exit, text } = said({ status: 'blocked', reasonCode: 'spawn_cooldown', ...failed }, { retryAfterS: 7 });
  assert.equal(exit, 13);
  assert.match(text, /Port 80 is taken \(code port_in_use\)\. The next can begin in 7 s/u);
});

it('shows the last lines of a process that has ended, none of which can move the cursor', () => {
  const lastLines = ['FATAL ERROR: out of memory', '\u001B[2Jgone'];
  const { exit, text } = said(
    { status: 'start_failed', reasonCode: 'process_ended', exitSignal: 'SIGABRT' },
    { lastLines },
  );
  assert.equal(exit, 1);
  assert.match(text, /did not start: the process was ended by SIGABRT\n {2}│ FATAL ERROR: out of memory\n {2}│ /u);
  assert.ok(!text.includes('\u001B'));
});
