import { z } from 'zod';
import { describeConfig } from '../../config/describe.ts';
import { readConfigText } from '../../config/load.ts';
import { maskSecrets } from '../../config/mask-secrets.ts';
import { parseConfig } from '../../config/parse-config.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { settingAt, settingText } from '../setting-value.ts';
import { visibleText } from '../visible-text.ts';

export const configShow = defineCommand({
  name: 'config show',
  isDefault: true,
  summary: 'Show the settings in effect and where each comes from; secrets are masked',
  flags: { changed: z.boolean().default(false).describe('Only settings that are not at their default') },
  async run({ flags, print, env }) {
    const { config, file, exists, dataFolder } = await getSettings(flags, env);
    const { document } = parseConfig((await readConfigText(file)) ?? '', file);
    const masked = maskSecrets(config);
    const settings = describeConfig().map((setting) => {
      const path = setting.key.split('.');
      const origin = document.hasIn(path) ? 'file' : 'default';
      return { ...setting, value: settingAt(masked, path), origin } as const;
    });
    for (const { key, value, origin } of settings.filter((setting) => !flags.changed || setting.origin === 'file')) {
      const text = `${key.padEnd(28)} ${visibleText(settingText(value))}`;
      print.line(
        { type: 'setting', key, value, origin },
        origin === 'file' ? `${text}  (file)` : print.paint('dim', text),
      );
    }
    const changed = settings.filter(({ origin }) => origin === 'file').length;
    print.summary(
      { file, exists, dataFolder, changed },
      `${settings.length} settings, ${changed} from ${exists ? visibleText(file) : `${visibleText(file)} (no such file: all defaults)`}`,
    );
    return EXIT.ok;
  },
});
