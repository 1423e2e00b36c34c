import { describeConfig } from '../../config/describe.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { settingAt, settingText } from '../setting-value.ts';

export const configDocs = defineCommand({
  name: 'config docs',
  summary: 'Explain every setting: type, default, bounds, and whether a change needs a restart',
  async run({ print }) {
    const settings = describeConfig();
    for (const setting of settings) {
      const fallback = settingAt({ value: setting.default }, ['value']);
      const bounds = [
        setting.min === undefined ? '' : `from ${setting.min}`,
        setting.max === undefined ? '' : `to ${setting.max}`,
      ];
      const facts = [
        setting.type,
        `default ${settingText(fallback)}`,
        bounds.filter(Boolean).join(' '),
        setting.reload === 'hot' ? 'takes effect at once' : 'needs a restart',
      ];
      const { key, type: valueType, help, reload } = setting;
      const line = {
        type: 'setting',
        key,
        valueType,
        default: fallback,
        min: setting.min,
        max: setting.max,
        help,
        reload,
      };
      print.line(
        line,
        `${print.paint('bold', key)}\n  ${help}\n  ${print.paint('dim', facts.filter(Boolean).join(' · '))}`,
      );
    }
    print.summary({ settings: settings.length }, `${settings.length} settings`);
    return EXIT.ok;
  },
});
