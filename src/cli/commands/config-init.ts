import { createConfigFile } from '../../config/create-config-file.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { findSettings } from '../find-settings.ts';
import { visibleText } from '../visible-text.ts';

export const configInit = defineCommand({
  name: 'config init',
  summary: 'Write a settings file in which every setting stands as a comment with its default',
  exits: { 0: 'written, or it was there already' },
  async run({ flags, print, env }) {
    const { file } = await findSettings(flags, env);
    const outcome = await createConfigFile(file);
    print.summary(
      { file, outcome },
      outcome === 'created'
        ? `Wrote ${visibleText(file)}`
        : `${visibleText(file)} is there already; nothing was changed`,
    );
    return EXIT.ok;
  },
});
