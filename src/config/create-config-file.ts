import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode, toAppError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { describeConfig, type SettingDescription } from './describe.ts';

/** Writes a file in which every setting stands with its default, commented out. Never overwrites one. */
export async function createConfigFile(file: string): Promise<'created' | 'present'> {
  try {
    await makeFolder(dirname(file));
    await writeFile(file, template(), { flag: 'wx', mode: 0o600 });
    return 'created';
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'present';
    throw toAppError(error);
  }
}

function template(): string {
  const lines = ['# Settings of Supervisor. Take the # away from a section and a setting to change it.'];
  let before: readonly string[] = [];
  for (const setting of describeConfig()) {
    const path = setting.key.split('.');
    const sections = path.slice(0, -1);
    sections.forEach((name, depth) => {
      if (before.slice(0, depth + 1).join('.') === sections.slice(0, depth + 1).join('.')) return;
      if (depth === 0) lines.push('');
      lines.push(`# ${'  '.repeat(depth)}${name}:`);
    });
    lines.push(...settingLines(setting, path));
    before = sections;
  }
  return `${lines.join('\n')}\n`;
}

function settingLines(setting: SettingDescription, path: readonly string[]): readonly string[] {
  const indent = '  '.repeat(path.length - 1);
  const value = JSON.stringify(setting.default);
  return [`# ${indent}# ${setting.help}`, `# ${indent}${path.at(-1)}: ${value}`];
}
