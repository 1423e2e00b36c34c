import { resolve } from 'node:path';
import { z } from 'zod';
import { isPostgresUrl, maskUrl } from '../../base/database-url.ts';
import { ensureFolders } from '../../config/data-paths.ts';
import { openDatabase } from '../../db/open.ts';
import { restoreDatabase } from '../../db/restore.ts';
import { restorePostgres } from '../../db/restore-postgres.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { visibleText } from '../visible-text.ts';

export const dbRestore = defineCommand({
  name: 'db restore',
  summary: 'Put a backup in the place of the database; the replaced one is kept beside it',
  positionals: { file: z.string().describe('A backup made by `supervisor db backup` or before a migration') },
  exits: { 1: 'the backup cannot be used; the database was left as it is', 11: 'another process uses this library' },
  async run({ args, flags, print, env }) {
    const { config, paths } = await getSettings(flags, env);
    await ensureFolders(paths);
    const restore = isPostgresUrl(paths.database) ? restorePostgres : restoreDatabase;
    const { replaced } = await restore(paths.database, resolve(args.file));
    if (config.jobs.engine === 'pg-boss') await offerJobs(paths.database);
    const database = maskUrl(paths.database);
    const kept = replaced === undefined ? '' : `; the replaced database is ${visibleText(replaced)}`;
    print.summary({ database, replaced: replaced ?? null }, `Restored ${visibleText(database)}${kept}`);
    return EXIT.ok;
  },
});

/** pg-boss hands out the jobs of the backup, not those of the replaced database. */
async function offerJobs(database: string): Promise<void> {
  const { prepareDelivery } = await import('../../jobs/engines/pg-boss/prepare-delivery.ts');
  await using open = await openDatabase({ file: database });
  await prepareDelivery(open);
}
