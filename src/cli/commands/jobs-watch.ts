import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { countsText } from '../job-words.ts';
import type { LibraryNeeds } from '../library.ts';

export const jobsWatch = defineCommand({
  name: 'jobs watch',
  summary: 'Say what runs and waits whenever it changes, until Ctrl+C or, with --until-idle, until nothing is left',
  flags: {
    untilIdle: z.boolean().default(false).describe('End when nothing is due and nothing runs'),
    everyMs: z.coerce.number().int().min(100).max(60_000).default(1_000).describe('Milliseconds between two looks'),
  },
  exits: { 2: 'with --until-idle: nothing is left to do, but some jobs failed', 10: 'no library in this data folder' },
  examples: ['jobs watch', 'jobs watch --until-idle && echo ready'],
  async run({ flags, print, env, signal }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    for (let last = ''; ;) {
      const { verdict, counts, queues, running, why } = await api.calls.jobs.overview();
      const text = `${verdict.padEnd(10)} ${countsText(counts)}${why === null ? '' : ` · ${why.sentence}`}`;
      const line = { verdict, counts, why, queues: queues.map(({ name, counts: of }) => ({ name, ...of })), running };
      const now = JSON.stringify(line);
      if (now !== last) print.line(asLine('jobs', line), text);
      last = now;
      if (flags.untilIdle && counts.ready + counts.running === 0) return counts.failed > 0 ? EXIT.findings : EXIT.ok;
      await sleep(flags.everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return EXIT.interrupted;
    }
  },
});
