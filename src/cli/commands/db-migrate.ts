import { ensureFolders } from '../../config/data-paths.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { assertFree } from '../open-existing.ts';

export const dbMigrate = defineCommand({
  name: 'db migrate',
  summary: 'Bring the database to this version, or make a new one; a backup is taken first',
  details: 'Starting Supervisor does the same by itself. The first step that fails is undone and ends the run.',
  exits: { 0: 'all steps are applied', 1: 'a step failed and was undone', 11: 'another process uses this library' },
  async run({ flags, print, env }) {
    const { config, paths } = await getSettings(flags, env);
    await ensureFolders(paths);
    await using open = await openDatabase({ ...config.database, file: paths.database });
    await assertFree(open);
    const applied = await migrate(open, {
      backups: paths.backups,
      onStep: ({ id, name, description }) =>
        print.line({ type: 'migration', id, name, description }, `${name}: ${description}`),
    });
    if (config.jobs.engine === 'pg-boss') {
      const { prepareDelivery } = await import('../../jobs/engines/pg-boss/prepare-delivery.ts');
      await prepareDelivery(open);
    }
    print.summary(
      { applied: applied.length },
      applied.length === 0 ? 'Nothing to do: the database is up to date.' : `${applied.length} applied.`,
    );
    return EXIT.ok;
  },
});
