import { z } from 'zod';
import { countOf } from '../../contract/count-words.ts';
import { OperationFilter, type OperationRow } from '../../contract/operation.ts';
import { operationWord } from '../../contract/operation-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';

const { origin, name } = OperationFilter.shape;
/** Rows asked for at a time. */
const PAGE = 500;
const DAY_MS = 86_400_000;

export const operationsCommand = defineCommand({
  name: 'operations',
  summary: 'Show what people changed by pages, commands and the API, newest first',
  details:
    'One line an operation: when, who asked, what it was, how it ended, how much it changed and how long it took. Looking leaves no line, nor does --dry-run. Lines are kept for logs.keepOperationsDays; secrets are masked.',
  flags: {
    origin: origin.describe('Only from pages, command-line, api, or the settings-file'),
    name: name.describe('Only this operation, as jobs.retry; or a group, as jobs').meta({ placeholder: 'name' }),
    failed: z.boolean().default(false).describe('Only what ended with an error'),
    days: z.coerce.number().min(0).optional().describe('Only of the last days'),
    limit: z.coerce.number().int().min(1).max(100_000).default(50).describe('Lines shown at most'),
  },
  exits: { 10: 'no library in this data folder' },
  examples: ['operations', 'operations --name jobs --days 7', 'operations --failed --json'],
  async run({ flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const filter = {
      origin: flags.origin,
      name: flags.name,
      ...(flags.failed ? { failed: 'true' as const } : {}),
      ...(flags.days === undefined ? {} : { since: new Date(Date.now() - flags.days * DAY_MS).toISOString() }),
    };
    let shown = 0;
    for (let cursor: string | undefined; ;) {
      const page = await api.calls.operations.list({ ...filter, cursor, limit: Math.min(PAGE, flags.limit - shown) });
      for (const row of page.rows) print.line(asLine('operation', row), operationText(row, print));
      shown += page.rows.length;
      cursor = page.next;
      if (cursor === undefined || shown >= flags.limit) break;
    }
    print.summary({ operations: shown }, shown === 0 ? 'Nothing was changed.' : countOf(shown, 'operation'));
    return EXIT.ok;
  },
});

function operationText(row: OperationRow, print: Print): string {
  const { at, outcome, touched, durationMs, made } = row;
  const end = outcome === 'ok' ? print.paint('green', 'ok') : print.paint('red', outcome);
  const count = touched === null ? '' : `, ${touched} changed`;
  const input = visibleText(JSON.stringify(row.input));
  return `${at}  ${row.origin.padEnd(13)}  ${operationWord(row.name)} (${row.name}): ${end}${count}, ${durationMs} ms  ${input}${made === null ? '' : `  ${made}`}`;
}
