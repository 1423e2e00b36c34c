import { countOf } from '../../contract/count-words.ts';
import { ChangeId } from '../../contract/ids.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';

export const jobsUndo = defineCommand({
  name: 'jobs undo',
  summary: 'Take back what was done to jobs',
  details:
    'Cancelled jobs wait again, moved ones get their old place, and those to be tried again are failed as before, until they start. Left alone is what went on or was changed again since.',
  positionals: { change: ChangeId.describe('The id (ch_…) that the change was answered with') },
  flags: {},
  exits: { 2: 'nothing of it is as the change left it', 10: 'no library in this data folder' },
  examples: ['jobs undo ch_01h…'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { jobs } = await api.calls.jobs.undo(args);
    print.summary(
      { jobs },
      jobs === 0 ? 'There is nothing to take back any more.' : `Taken back: ${countOf(jobs, 'job')}.`,
    );
    return jobs === 0 ? EXIT.findings : EXIT.ok;
  },
});
