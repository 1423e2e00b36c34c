import { z } from 'zod';
import { countOf } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { visibleText } from '../visible-text.ts';

export const jobsResume = defineCommand({
  name: 'jobs resume',
  summary: 'Let a paused queue go on',
  positionals: { queue: z.string().min(1).describe('Name of the queue') },
  exits: { 10: 'no library in this data folder' },
  examples: ['jobs resume pictures'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { name, counts } = await api.calls.jobs.resume({ name: args.queue });
    print.summary(
      { queue: name, due: counts.ready },
      `${visibleText(name)} goes on; ${countOf(counts.ready, 'job')} of it due.`,
    );
    return EXIT.ok;
  },
});
