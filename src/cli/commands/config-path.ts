import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { findSettings } from '../find-settings.ts';
import { visibleText } from '../visible-text.ts';

export const configPath = defineCommand({
  name: 'config path',
  summary: 'Print where the settings file and everything of the library lie',
  async run({ flags, print, env }) {
    const { file, exists, paths } = await findSettings(flags, env);
    for (const [name, path] of Object.entries({ config: file, ...paths })) {
      print.line({ type: 'path', name, path }, `${name.padEnd(12)} ${visibleText(path)}`);
    }
    print.summary(
      { configExists: exists },
      exists
        ? 'The settings file is there.'
        : 'There is no settings file: all defaults. `supervisor config init` writes one.',
    );
    return EXIT.ok;
  },
});
