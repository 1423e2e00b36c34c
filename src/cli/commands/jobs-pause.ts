import { z } from 'zod';
import { countOf } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { visibleText } from '../visible-text.ts';

const MINUTE_MS = 60_000;

export const jobsPause = defineCommand({
  name: 'jobs pause',
  summary: 'Start no more jobs of a queue; running ones end as usual',
  details:
    '`supervisor jobs stats` lists the queues. With --minutes the queue goes on by itself, also when the tool that paused it has died.',
  positionals: { queue: z.string().min(1).describe('Name of the queue') },
  flags: {
    minutes: z.coerce.number().min(0.02).optional().describe('Goes on by itself after so long'),
  },
  exits: { 10: 'no library in this data folder' },
  examples: ['jobs pause pictures', 'jobs pause scan --minutes 30'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const forMs = flags.minutes === undefined ? undefined : Math.round(flags.minutes * MINUTE_MS);
    const { name, counts, paused } = await api.calls.jobs.pause({ name: args.queue, by: 'command line', forMs });
    const until = paused?.untilAt ? ` until ${paused.untilAt}` : '';
    print.summary(
      { queue: name, running: counts.running, until: paused?.untilAt ?? null },
      `${visibleText(name)} is paused${until}; ${countOf(counts.running, 'job')} of it still running.`,
    );
    return EXIT.ok;
  },
});
