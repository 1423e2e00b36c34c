import { resolve } from 'node:path';
import { z } from 'zod';
import { isPostgresUrl, maskUrl } from '../../base/database-url.ts';
import { ensureFolders } from '../../config/data-paths.ts';
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
    const { paths } = await getSettings(flags, env);
    await ensureFolders(paths);
    const restore = isPostgresUrl(paths.database) ? restorePostgres : restoreDatabase;
    const { replaced } = await restore(paths.database, resolve(args.file));
    const database = maskUrl(paths.database);
    const kept = replaced === undefined ? '' : `; the replaced database is ${visibleText(replaced)}`;
    print.summary({ database, replaced: replaced ?? null }, `Restored ${visibleText(database)}${kept}`);
    return EXIT.ok;
  },
});
