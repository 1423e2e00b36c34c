import { checkDatabase } from '../../db/database-status.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { openExisting } from '../open-existing.ts';

export const dbCheck = defineCommand({
  name: 'db check',
  summary: 'Read the whole database and prove that it is undamaged and that every reference has its row',
  exits: { 0: 'clean', 2: 'damage or broken references were found', 10: 'no library in this data folder' },
  async run({ flags, print, env }) {
    await using open = await openExisting(await getSettings(flags, env));
    const { ok, damages, brokenReferences } = await checkDatabase(open);
    for (const message of damages) print.line({ type: 'damage', message }, message);
    for (const { table, rowId, parent } of brokenReferences) {
      print.line({ type: 'reference', table, rowId, parent }, `Row ${rowId ?? '?'} of ${table} points at no ${parent}`);
    }
    print.summary(
      { ok, damages: damages.length, brokenReferences: brokenReferences.length },
      ok ? 'The database is clean.' : 'Found damage; `supervisor db restore` puts a backup in its place.',
    );
    return ok ? EXIT.ok : EXIT.findings;
  },
});
