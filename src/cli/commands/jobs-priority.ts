import { z } from 'zod';
import { countOf } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { allFlag, dryRunFlag, jobFilterFlags, jobIds, selectionOf, wayBack } from '../job-selection.ts';
import type { LibraryNeeds } from '../library.ts';

export const jobsPriority = defineCommand({
  name: 'jobs priority',
  summary: 'Let jobs that have not started begin earlier or later than others of their queue',
  details:
    'The lower the number, the earlier; most kinds begin with 100. Without ids, waiting jobs that the flags match.',
  positionals: {
    priority: z.coerce.number().int().min(0).max(1_000).describe('From 0 (first) to 1000 (last)'),
    jobs: jobIds,
  },
  flags: { ...jobFilterFlags, all: allFlag, dryRun: dryRunFlag },
  exits: { 2: 'none matched', 10: 'no library in this data folder' },
  examples: [
    'jobs priority 0 jb_01h…',
    'jobs priority 900 --session is_01h…',
    'jobs priority 10 --kind ingest.describe',
  ],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    const selection = selectionOf(args.jobs, flags, 'pending');
    const { priority } = args;
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { jobs, change } = await api.calls.jobs.prioritise({ ...selection, priority });
    const verb = flags.dryRun ? 'would get' : 'got';
    print.summary(
      { jobs, priority, dryRun: flags.dryRun, ...(change === undefined ? {} : { change }) },
      jobs === 0 ? 'No jobs match.' : `${countOf(jobs, 'job')} ${verb} priority ${priority}.${wayBack(change)}`,
    );
    return jobs === 0 ? EXIT.findings : EXIT.ok;
  },
});
