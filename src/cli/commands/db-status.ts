import { databaseStatus } from '../../db/database-status.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { openExisting } from '../open-existing.ts';
import { visibleText } from '../visible-text.ts';

export const dbStatus = defineCommand({
  name: 'db status',
  summary: 'Show the database, its migrations and every difference of its schema; changes nothing',
  exits: {
    0: 'everything is as it should be',
    1: 'pending migrations, differences or damage',
    10: 'no library in this data folder',
  },
  async run({ flags, print, env }) {
    await using open = await openExisting(await getSettings(flags, env));
    const status = await databaseStatus(open);
    print.line(
      { type: 'database', engine: status.engine, file: status.file },
      `${status.engine}  ${visibleText(status.file)}`,
    );
    for (const { id, name, applied_at_ms, description } of status.applied) {
      const at = new Date(applied_at_ms).toISOString();
      print.line({ type: 'migration', state: 'applied', id, name, at }, `  applied  ${name}  ${at}  ${description}`);
    }
    const unlike = { pending: status.pending, changed: status.changed, newer: status.newer };
    for (const [state, migrations] of Object.entries(unlike)) {
      for (const { id, name } of migrations)
        print.line({ type: 'migration', state, id, name }, `  ${state.padEnd(7)}  ${name}`);
    }
    for (const { name, kind } of status.schemaDifferences)
      print.line({ type: 'difference', name, kind }, `  schema   ${name} is ${kind}`);
    for (const damage of status.check.damages) print.line({ type: 'damage', message: damage }, `  damage   ${damage}`);
    for (const { table, rowId, parent } of status.check.brokenReferences) {
      print.line(
        { type: 'reference', table, rowId, parent },
        `  missing  row ${rowId ?? '?'} of ${table} points at no ${parent}`,
      );
    }
    print.summary(
      { ok: status.ok, applied: status.applied.length, pending: status.pending.length },
      status.ok ? 'The database is all right.' : 'The database needs attention: see above.',
    );
    return status.ok ? EXIT.ok : EXIT.error;
  },
});
