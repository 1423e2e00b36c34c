import { bytesText, assetsText, countText, problemsText } from '../../contract/count-words.ts';
import { reviewStart } from '../background/review-start.ts';
import { answerOf } from '../background/start-in-background.ts';
import { printLastStart } from '../background/start-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { assertLibrary } from '../open-existing.ts';
import { visibleText } from '../visible-text.ts';
import { wholeDurationText } from '../../contract/duration-words.ts';

export const statusCommand = defineCommand({
  name: 'status',
  summary: 'Show what the library holds, what runs now and what has problems',
  details:
    'Also how the last start went: when, by whom, whether its process has proved itself by now or why it has ended.',
  exits: { 10: 'no library in this data folder' },
  async run({ flags, print, env }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    const { record, setAside } = await reviewStart(found);
    if (setAside !== undefined)
      print.note(`The record of the last start was damaged and is set aside as ${visibleText(setAside)}`);
    // Before the library, which may be what the start has failed at.
    if (record) printLastStart(await answerOf(record.attempt), print);
    assertLibrary(found);
    await using library = await needs.openLibrary(found, 'read');
    const running = await needs.findRunning(found);
    const activity = await (running ?? library).activity();
    print.line(
      {
        type: 'library',
        assets: activity.assets,
        companions: activity.companions,
        bytes: activity.bytes,
        isRunning: running !== undefined,
      },
      `${assetsText(activity)}${activity.companions === 0 ? '' : ' (RAW files and live clips, shown with their picture)'}, ${bytesText(activity.bytes)}; ${running ? 'a server runs' : 'no server runs'}`,
    );
    for (const one of activity.imports) {
      const left = one.etaMs === null ? '' : `, ${wholeDurationText(one.etaMs)} left`;
      print.line(
        { type: 'import', id: one.id, title: one.title, done: one.done, total: one.total },
        `  importing ${visibleText(one.title)}: ${countText(one.done)} of ${countText(one.total)}${left}`,
      );
    }
    print.summary(
      {
        state: activity.state,
        why: activity.why,
        waiting: activity.jobs.waiting,
        running: activity.jobs.running,
        problems: activity.problems,
      },
      `Jobs: ${countText(activity.jobs.running)} running, ${countText(activity.jobs.waiting)} waiting. ${problemText(activity.problems)}.${activity.why === null ? '' : ` ${activity.why}.`}`,
    );
    return EXIT.ok;
  },
});

function problemText(problems: number): string {
  return problems === 0
    ? 'No problems'
    : `${problemsText(problems, 'asset')}: see supervisor imports, which counts files, those too that became no asset`;
}
