import { z } from 'zod';
import { countOf, countText } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { dryRunFlag, filterOf, jobFilterFlags } from '../job-selection.ts';
import type { LibraryNeeds } from '../library.ts';

const DAY_MS = 86_400_000;

export const jobsPrune = defineCommand({
  name: 'jobs prune',
  summary: 'Remove ended jobs with their records; --dry-run only counts them',
  details:
    'Done jobs go by themselves after jobs.keepDoneDays, failed ones after jobs.keepFailedDays. Jobs that have not ended are counted as blocked, or cancelled with --force.',
  flags: {
    ...jobFilterFlags,
    olderThanDays: z.coerce.number().min(0).default(0).describe('Only what ended longer ago'),
    keep: z.coerce.number().int().min(0).default(0).describe('Newest of the matching that stay'),
    force: z.boolean().default(false).describe('Cancel what has not ended, too'),
    dryRun: dryRunFlag,
  },
  exits: { 10: 'no library in this data folder' },
  examples: [
    'jobs prune --dry-run',
    'jobs prune --state done',
    'jobs prune --state failed --older-than-days 7 --keep 100',
  ],
  async run({ flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { olderThanDays, keep, force, dryRun } = flags;
    const pruned = await api.calls.jobs.prune({
      filter: filterOf(flags),
      olderThanMs: Math.round(olderThanDays * DAY_MS),
      keepLast: keep,
      force,
      dryRun,
    });
    const verb = dryRun ? 'would be removed' : 'removed';
    const cancelled = pruned.cancelled === 0 ? '' : `, ${countText(pruned.cancelled)} cancelled`;
    const blocked = pruned.blocked === 0 ? '' : `, ${countText(pruned.blocked)} have not ended`;
    print.summary({ ...pruned, dryRun }, `${countOf(pruned.deleted, 'job')} ${verb}${cancelled}${blocked}.`);
    return EXIT.ok;
  },
});
