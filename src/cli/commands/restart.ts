import { existsSync } from 'node:fs';
import { namedConfig } from '../background/named-config.ts';
import { grace, startExits, wait } from '../background/start-flags.ts';
import { startInBackground } from '../background/start-in-background.ts';
import { readStartRecord } from '../background/start-record.ts';
import { printStart } from '../background/start-words.ts';
import { stopInstance } from '../background/stop-instance.ts';
import { printStop } from '../background/stop-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { findSettings, getSettings } from '../find-settings.ts';

export const restartCommand = defineCommand({
  name: 'restart',
  summary:
    'Stop the Supervisor that runs this library, and start it in the background with the words of its last start',
  details:
    'The port and the folders of the last start that came up are used again; folders that are not there now are left out. ' +
    'Settings with mistakes are refused before anything is stopped. One that systemd runs is restarted by systemctl.',
  flags: { grace, wait },
  exits: startExits,
  examples: ['restart', 'restart --data /srv/photos/.supervisor'],
  async run({ flags, print, env, signal }) {
    const named = await findSettings(flags, env);
    const { record } = await readStartRecord(named.dataFolder);
    const last = record?.words ?? { command: 'start' as const, options: [], folders: [], config: null };
    const config = namedConfig(named, flags, env) ?? last.config;
    const found = await getSettings({ ...flags, config: config ?? undefined }, env);
    const stopped = printStop(await stopInstance(found, flags.grace * 1_000), print);
    if (stopped !== EXIT.ok) return stopped;
    const words = { ...last, config, folders: last.folders.filter((folder) => existsSync(folder)) };
    return printStart(await startInBackground(found, { words, env, waitMs: flags.wait * 1_000, signal }), print);
  },
});
