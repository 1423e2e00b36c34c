import type { DataPaths } from '../config/data-paths.ts';
import { findConfigFile, type LoadedConfig } from '../config/load.ts';
import type { CheckLine } from '../contract/system.ts';
import { checkLine } from './check-line.ts';

/** What is looked at, and the folder whose own settings file may be missing. */
interface Examined extends Omit<LoadedConfig, 'config'> {
  readonly paths: Pick<DataPaths, 'data'>;
}

/** The settings file: one line, or one for each thing that is wrong in it. None is needed, but one that was named is missed. */
export function checkConfig({ file, exists, problems, paths }: Examined): readonly CheckLine[] {
  const check = checkLine('config', 'Settings', true);
  if (problems.length === 0) {
    const told = exists ? file : `no file at ${file}: all defaults`;
    if (exists || file === findConfigFile({ env: {}, dataFolder: paths.data })) return [check.ok(told)];
    return [check.warn(told, 'Name the file that is meant, or write this one by `supervisor config init`')];
  }
  return problems.map(({ line, key, message }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return check.bad(
      `${place}: ${key === '' ? '' : `${key}: `}${message}`,
      'Correct this line; `supervisor config docs` explains every setting',
    );
  });
}
