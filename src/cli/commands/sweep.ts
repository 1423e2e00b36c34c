import { z } from 'zod';
import { bytesText, countText } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { assertLibrary } from '../open-existing.ts';

export const sweepCommand = defineCommand({
  name: 'sweep',
  summary: 'Remove stored previews and thumbnails that no asset has; --dry-run only counts them',
  details:
    'A crash, a changed setting or a removed asset can leave such files. The upkeep at night removes them, too. Files of the last day are left alone.',
  flags: { dryRun: z.boolean().default(false).describe('Only count') },
  exits: { 10: 'no library in this data folder' },
  examples: ['sweep --dry-run', 'sweep --json'],
  async run({ flags, print, env, signal }, needs: Pick<LibraryNeeds, 'openLibrary'>) {
    const found = await getSettings(flags, env);
    assertLibrary(found);
    await using library = await needs.openLibrary(found, 'read');
    const swept = await library.sweep(flags.dryRun, signal);
    const { pictures, orphans, orphanBytes, temps } = swept;
    const verb = flags.dryRun ? 'would be removed' : 'removed';
    print.summary(
      { ...swept },
      `${countText(orphans)} of ${countText(pictures)} stored pictures belong to no asset (${bytesText(orphanBytes)}), and ${countText(temps)} were left unfinished: ${verb}.`,
    );
    return EXIT.ok;
  },
});
