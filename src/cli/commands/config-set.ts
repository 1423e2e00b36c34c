import { z } from 'zod';
import { changeConfig } from '../../config/change.ts';
import { maskSecrets } from '../../config/mask-secrets.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { changeOf, getSetting, readSettingValue, settingAt, settingText } from '../setting-value.ts';
import { visibleText } from '../visible-text.ts';

export const configSet = defineCommand({
  name: 'config set',
  summary: 'Change one setting in the file; comments stay',
  details: 'A running Supervisor takes the change up by itself; the output says when a setting waits for a restart.',
  positionals: {
    key: z.string().describe('Setting, e.g. server.port'),
    value: z
      .string()
      .optional()
      .describe('New value; a list as [a, b]. Without it the setting goes back to its default'),
  },
  examples: [
    'config set server.port 8080',
    'config set import.ignore \'["*.tmp", "cache/**"]\'',
    'config set jobs.limits.pictures 2',
    'config set server.port',
  ],
  async run({ args, flags, print, env }) {
    const setting = getSetting(args.key);
    const { file } = await getSettings(flags, env);
    const value = args.value === undefined ? null : readSettingValue(setting, args.value);
    const { config, changed, needsRestart } = await changeConfig(file, changeOf(setting.path, value));
    const now = settingAt(maskSecrets(config), setting.path);
    const waits = needsRestart.length > 0 ? ' (used after a restart)' : '';
    const text =
      changed.length > 0
        ? `${setting.key} = ${visibleText(settingText(now))}${waits}`
        : `${setting.key} was that already`;
    print.summary(
      { key: setting.key, value: now, changed: changed.length > 0, needsRestart: needsRestart.length > 0, file },
      text,
    );
    return EXIT.ok;
  },
});
