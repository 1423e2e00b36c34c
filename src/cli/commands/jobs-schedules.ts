import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { countOf } from '../../contract/count-words.ts';
import { capWords, cronWords } from '../../contract/cron-words.ts';
import { kindWord } from '../../contract/kind-words.ts';
import type { ScheduleView } from '../../contract/job-overview.ts';
import { ScheduleRun, scheduleRunText } from '../../contract/schedule-run.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { sinceText } from '../job-words.ts';
import type { LibraryNeeds } from '../library.ts';
import { visibleText } from '../visible-text.ts';
import { wholeDurationText } from '../../contract/duration-words.ts';

export const jobsSchedules = defineCommand({
  name: 'jobs schedules',
  summary: 'List work that comes back by the clock or when asked for; pause it, resume it, or do it now',
  details:
    'Each stage of the work is in the list and can be done by itself: looking for new files, metadata, pictures, companions, backups, tidying. ' +
    'The times stand in the section `schedules` of the settings; what has none comes only when you ask for it.\n\n' +
    'What is done now is done besides the times, also while the schedule is paused. Where nothing is left to do, or it is ' +
    'under way already, nothing is started, and the answer says so (`started: false`, with the reason). ' +
    'What a job has done, `jobs show <job>` tells.',
  positionals: {
    action: z.enum(['list', 'pause', 'resume', 'run']).default('list').describe('list, pause, resume or run'),
    schedule: z.string().min(1).optional().describe('Name of the schedule, as the list shows it'),
  },
  exits: { 1: 'no such schedule', 10: 'no library in this data folder' },
  examples: ['jobs schedules', 'jobs schedules pause ingest.rescan', 'jobs schedules run database.backup'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    const { action, schedule: key } = args;
    if (action === 'list' && key !== undefined) throw new AppError('bad_call', 'Say pause, resume or run');
    if (action !== 'list' && key === undefined) throw new AppError('bad_call', `Name the schedule to ${action}`);
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { jobs } = api.calls;
    if (action === 'list' || key === undefined) {
      const { schedules } = await jobs.schedules();
      for (const one of schedules) print.line(asLine('schedule', one), scheduleText(one));
      print.summary({ schedules: schedules.length }, countOf(schedules.length, 'schedule'));
      return EXIT.ok;
    }
    const name = visibleText(key);
    if (action === 'run') {
      const run = ScheduleRun.parse(await jobs.runSchedule({ key }));
      const by = run.job === null ? '' : `\nSee supervisor jobs show ${run.job}`;
      print.summary(run, `${visibleText(scheduleRunText(run))}${by}`);
    } else {
      await (action === 'pause' ? jobs.pauseSchedule({ key }) : jobs.resumeSchedule({ key }));
      print.summary(
        { schedule: key, paused: action === 'pause' },
        action === 'pause' ? `${name} is paused.` : `${name} goes on.`,
      );
    }
    return EXIT.ok;
  },
});

function scheduleText({ key, cron, timeZone, nextRunAt, pausedAt, lastRuns, ...cap }: ScheduleView): string {
  const zone = timeZone === null || cron === '' ? '' : ` (${timeZone})`;
  const inMs = nextRunAt === null ? null : Date.parse(nextRunAt) - Date.now();
  const next =
    pausedAt !== null ? 'paused' : inMs === null ? 'not planned' : `next in ${wholeDurationText(Math.max(0, inMs))}`;
  const [last] = lastRuns;
  const parts = [
    `${kindWord(key)}: ${cronWords(cron) ?? cron}${zone}`,
    ...capWords(cap),
    ...(cron === '' && pausedAt === null ? [] : [next]),
    last ? `last ${sinceText(last.at)} ago` : 'not run yet',
  ];
  return `${visibleText(key).padEnd(19)} ${parts.join('; ')}`;
}
