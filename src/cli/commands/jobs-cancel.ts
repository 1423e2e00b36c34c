import { countOf } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { allFlag, dryRunFlag, jobFilterFlags, jobIds, selectionOf, wayBack } from '../job-selection.ts';
import type { LibraryNeeds } from '../library.ts';

export const jobsCancel = defineCommand({
  name: 'jobs cancel',
  summary: 'Cancel jobs: waiting ones at once, running ones as soon as they stop',
  details:
    'Without ids, unfinished jobs that the flags match are cancelled. What they have done stays; "jobs undo" takes it back.',
  positionals: { jobs: jobIds },
  flags: { ...jobFilterFlags, all: allFlag, dryRun: dryRunFlag },
  exits: { 2: 'none matched', 10: 'no library in this data folder' },
  examples: ['jobs cancel jb_01h…', 'jobs cancel --queue pictures', 'jobs cancel --all --dry-run'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    const selection = selectionOf(args.jobs, flags, 'open');
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { jobs, change } = await api.calls.jobs.cancel(selection);
    const verb = flags.dryRun ? 'would be cancelled' : 'cancelled';
    print.summary(
      { jobs, dryRun: flags.dryRun, ...(change === undefined ? {} : { change }) },
      jobs === 0 ? 'No jobs match.' : `${countOf(jobs, 'job')} ${verb}.${wayBack(change)}`,
    );
    return jobs === 0 ? EXIT.findings : EXIT.ok;
  },
});
