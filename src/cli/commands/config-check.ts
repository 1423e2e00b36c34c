import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { findSettings } from '../find-settings.ts';
import { visibleText } from '../visible-text.ts';

export const configCheck = defineCommand({
  name: 'config check',
  summary: 'Say what is wrong in the settings file: key, line and the nearest name',
  exits: { 1: 'something is wrong in the file' },
  async run({ flags, print, env }) {
    const { file, exists, problems } = await findSettings(flags, env);
    for (const { key, line, message } of problems) {
      const place = line === undefined ? file : `${file}:${line}`;
      print.line(
        { type: 'problem', file, key, line, message },
        visibleText(`${place}: ${key === '' ? '' : `${key}: `}${message}`),
      );
    }
    const good = exists ? `${visibleText(file)} is right` : `No file at ${visibleText(file)}: all defaults`;
    print.summary(
      { file, exists, problems: problems.length },
      problems.length === 0 ? good : `${problems.length} wrong in ${visibleText(file)}`,
    );
    return problems.length === 0 ? EXIT.ok : EXIT.error;
  },
});
