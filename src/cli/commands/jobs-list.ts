import { z } from 'zod';
import { countOf } from '../../contract/count-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { filterOf, jobFilterFlags } from '../job-selection.ts';
import { jobText } from '../job-words.ts';
import type { LibraryNeeds } from '../library.ts';

/** Rows asked for at a time. */
const PAGE = 500;

export const jobsList = defineCommand({
  name: 'jobs list',
  summary: 'List jobs, newest first',
  details: 'Flags narrow the list and may be combined. `supervisor jobs show <id>` tells everything about one of them.',
  flags: {
    ...jobFilterFlags,
    limit: z.coerce.number().int().min(1).max(100_000).default(50).describe('Jobs shown at most'),
  },
  exits: { 10: 'no library in this data folder' },
  examples: [
    'jobs list',
    'jobs list --state failed',
    'jobs list --state open --queue pictures',
    'jobs list --code disk_full --json',
  ],
  isDefault: true,
  async run({ flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    let shown = 0;
    for (let cursor: string | undefined; ;) {
      const page = await api.calls.jobs.list({
        ...filterOf(flags),
        cursor,
        limit: Math.min(PAGE, flags.limit - shown),
      });
      for (const job of page.rows) print.line(asLine('job', job), jobText(job, print));
      shown += page.rows.length;
      cursor = page.next;
      if (cursor === undefined || shown >= flags.limit) break;
    }
    const more = shown >= flags.limit ? ' (there may be more: see --limit)' : '';
    print.summary({ jobs: shown }, shown === 0 ? 'No jobs match.' : `${countOf(shown, 'job')}${more}`);
    return EXIT.ok;
  },
});
