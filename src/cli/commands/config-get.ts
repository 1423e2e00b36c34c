import { z } from 'zod';
import { maskSecrets } from '../../config/mask-secrets.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { getSetting, settingAt, settingText } from '../setting-value.ts';
import { visibleText } from '../visible-text.ts';

export const configGet = defineCommand({
  name: 'config get',
  summary: 'Print the value of one setting; a secret is masked',
  positionals: { key: z.string().describe('Setting, e.g. server.port') },
  examples: ['config get pictures.preview.maxPx', 'config get jobs.limits.pictures'],
  async run({ args, flags, print, env }) {
    const { key, path } = getSetting(args.key);
    const { config } = await getSettings(flags, env);
    const value = settingAt(maskSecrets(config), path);
    print.line({ type: 'setting', key, value }, visibleText(settingText(value)));
    return EXIT.ok;
  },
});
