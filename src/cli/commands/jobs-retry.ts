import { countOf } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { allFlag, dryRunFlag, jobFilterFlags, jobIds, selectionOf, wayBack } from '../job-selection.ts';
import type { LibraryNeeds } from '../library.ts';

export const jobsRetry = defineCommand({
  name: 'jobs retry',
  summary: 'Start failed and cancelled jobs again',
  details:
    'Without ids, failed jobs that the flags match start again with fresh attempts; a finished job does where it is named.',
  positionals: { jobs: jobIds },
  flags: { ...jobFilterFlags, all: allFlag, dryRun: dryRunFlag },
  exits: { 2: 'none matched, or with --dry-run: it would be refused', 10: 'no library in this data folder' },
  examples: ['jobs retry jb_01h…', 'jobs retry --code disk_full', 'jobs retry --all --dry-run'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    const selection = selectionOf(args.jobs, flags, 'failed');
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { jobs, change, refused } = await api.calls.jobs.retry(selection);
    if (refused !== undefined) {
      const { code, message, help } = refused;
      print.summary(
        { jobs, dryRun: true, refused: { code, message } },
        `${countOf(jobs, 'job')} would start again, but this would be refused (${code}): ${message}.\n  → ${help}`,
      );
      return EXIT.findings;
    }
    const verb = flags.dryRun ? 'would start again' : 'will start again';
    print.summary(
      { jobs, dryRun: flags.dryRun, ...(change === undefined ? {} : { change }) },
      jobs === 0 ? 'No jobs match.' : `${countOf(jobs, 'job')} ${verb}.${wayBack(change)}`,
    );
    return jobs === 0 ? EXIT.findings : EXIT.ok;
  },
});
