import type { JobView } from '../../contract/job.ts';
import { JobId } from '../../contract/ids.ts';
import { durationText } from '../../contract/duration-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { jobText } from '../job-words.ts';
import type { LibraryNeeds } from '../library.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';

export const jobsShow = defineCommand({
  name: 'jobs show',
  summary: 'Show one job: why it does not run, its attempts with their stages, its log, input and result',
  positionals: { job: JobId.describe('Id of the job (jb_…)') },
  exits: { 1: 'no such job', 10: 'no library in this data folder' },
  examples: ['jobs show jb_01h…', 'jobs show jb_01h… --json'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const job = await api.calls.jobs.get({ id: args.job });
    if (print.mode === 'json') print.line(asLine('job', job), '');
    else printJob(print, job);
    return EXIT.ok;
  },
});

function printJob(print: Print, job: JobView): void {
  const say = (text: string): void => print.line({ type: 'text' }, text);
  say(print.paint('bold', jobText(job, print)));
  say(`  ${job.why.sentence}${job.why.cure === null ? '' : `. ${job.why.cure}`}`);
  if (job.problem) say(`  ${job.problem.code}: ${visibleText(job.problem.message)}\n  → ${job.problem.help}`);
  for (const attempt of job.attempts) {
    const took = attempt.durationMs === null ? 'runs' : `took ${durationText(attempt.durationMs)}`;
    const code = attempt.problem === null ? '' : ` (${attempt.problem.code})`;
    say(`  attempt ${attempt.attempt}  ${attempt.startedAt}  ${took}  ${attempt.outcome ?? ''}${code}`);
    for (const stage of attempt.stages) say(`      ${stage.name.padEnd(24)} ${durationText(stage.durationMs)}`);
  }
  for (const event of job.events) say(`  ${event.at}  ${visibleText(event.text)}`);
  say(`  input   ${visibleText(JSON.stringify(job.payload))}`);
  if (job.result !== null) say(`  result  ${visibleText(JSON.stringify(job.result))}`);
}
