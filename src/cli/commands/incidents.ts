import { z } from 'zod';
import { countOf } from '../../contract/count-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { visibleText } from '../visible-text.ts';

export const incidentsCommand = defineCommand({
  name: 'incidents',
  summary: 'Show what failed on a day, grouped by cause, worst first, as a text to pass on',
  flags: { day: z.iso.date().optional().describe('In UTC; default today').meta({ placeholder: 'date' }) },
  exits: { 2: 'something of severity P0 or P1', 10: 'no library in this data folder' },
  examples: ['incidents', 'incidents --day 2026-06-14 > report.txt', 'incidents --json'],
  async run({ flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const { day, incidents } = await api.calls.incidents.list(flags.day === undefined ? {} : { day: flags.day });
    for (const incident of incidents) print.line(asLine('incident', incident), visibleText(incident.summary));
    const words = incidents.length === 0 ? 'nothing failed' : countOf(incidents.length, 'cause');
    print.summary({ day, incidents: incidents.length }, `${day}: ${words}.`);
    return incidents.some(({ severity }) => severity === 'P0' || severity === 'P1') ? EXIT.findings : EXIT.ok;
  },
});
