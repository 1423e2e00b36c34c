import { countOf } from '../../contract/count-words.ts';
import { databaseStatus } from '../../db/database-status.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { openExisting } from '../open-existing.ts';
import type { OpenDatabase } from '../../db/open.ts';
import type { Print } from '../output.ts';
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
    const found = await getSettings(flags, env);
    await using open = await openExisting(found);
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
    const isDelivered =
      found.config.jobs.engine === 'table' || status.pending.length > 0 || (await tellDelivery(open, print));
    const ok = status.ok && isDelivered;
    print.summary(
      { ok, applied: status.applied.length, pending: status.pending.length },
      ok ? 'The database is all right.' : 'The database needs attention: see above.',
    );
    return ok ? EXIT.ok : EXIT.error;
  },
});

/** How pg-boss stands to the ledger. Jobs that it lacks are no fault: the next start, or the next claim, puts them in. */
async function tellDelivery(open: OpenDatabase, print: Print): Promise<boolean> {
  const { deliveryStatus } = await import('../../jobs/engines/pg-boss/delivery-status.ts');
  const status = await deliveryStatus(open);
  const { schema, isSound, lacking, surplus } = status;
  const text =
    schema === null
      ? 'its schema is missing or of another version; `supervisor db migrate` makes it'
      : `schema ${schema}${isSound ? '' : ', changed by somebody'}, ${countOf(lacking, 'job')} not yet offered, ${countOf(surplus, 'row')} too many`;
  print.line({ type: 'delivery', ...status }, `  pg-boss  ${text}`);
  return isSound;
}
