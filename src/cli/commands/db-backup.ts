import { join, resolve } from 'node:path';
import { z } from 'zod';
import { backupDatabase } from '../../db/backup.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { openExisting } from '../open-existing.ts';
import { visibleText } from '../visible-text.ts';

export const dbBackup = defineCommand({
  name: 'db backup',
  summary: 'Copy the database into one consistent file, also while Supervisor runs',
  positionals: { file: z.string().optional().describe('Where to; default: a file named by time in the backup folder') },
  exits: { 10: 'no library in this data folder' },
  async run({ args, flags, print, env }) {
    const found = await getSettings(flags, env);
    await using open = await openExisting(found);
    const stamp = new Date().toISOString().replaceAll(/[-:.]/g, '');
    const file = args.file === undefined ? join(found.paths.backups, `catalogue-${stamp}.sqlite`) : resolve(args.file);
    await backupDatabase(open, file);
    print.summary({ file }, `Backed up to ${visibleText(file)}`);
    return EXIT.ok;
  },
});
