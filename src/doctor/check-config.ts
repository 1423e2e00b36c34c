import type { LoadedConfig } from '../config/load.ts';
import type { CheckLine } from '../contract/system.ts';
import { checkLine } from './check-line.ts';

/** The settings file: one line, or one for each thing that is wrong in it. */
export function checkConfig({ file, exists, problems }: Omit<LoadedConfig, 'config'>): readonly CheckLine[] {
  const check = checkLine('config', 'Settings', true);
  if (problems.length === 0) return [check.ok(exists ? file : `no file at ${file}: all defaults`)];
  return problems.map(({ line, key, message }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return check.bad(
      `${place}: ${key === '' ? '' : `${key}: `}${message}`,
      'Correct this line; `supervisor config docs` explains every setting',
    );
  });
}
