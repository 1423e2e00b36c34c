import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, systemCode, toAppError } from '../base/errors.ts';
import { type ConfigProblem, parseConfig } from './parse-config.ts';
import { Config } from './schema.ts';

export interface ConfigPlace {
  /** From `--config`. */
  readonly file?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly dataFolder: string;
}

export interface LoadedConfig {
  /** The defaults when there are problems: stop then, unless you only report. */
  readonly config: Config;
  readonly file: string;
  /** False: there is no file, all settings are the defaults. */
  readonly exists: boolean;
  readonly problems: readonly ConfigProblem[];
}

/** Which file holds the settings: `--config`, then `SUPERVISOR_CONFIG` (blank is ignored), then the data folder's. */
export function findConfigFile({ file, env, dataFolder }: ConfigPlace): string {
  const named = file ?? env['SUPERVISOR_CONFIG']?.trim();
  return named ? resolve(named) : join(dataFolder, 'config.yaml');
}

/** Reads the settings; a missing file means all defaults. Never throws for what is in the file: see `problems`. */
export async function loadConfig(place: ConfigPlace): Promise<LoadedConfig> {
  const file = findConfigFile(place);
  const text = await readConfigText(file);
  const { config, problems } = parseConfig(text ?? '', file);
  return { config: config ?? Config.parse({}), file, exists: text !== undefined, problems };
}

/** Text of a config file, undefined when there is none. @throws config_unreadable */
export async function readConfigText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    const message = `The config file ${file} cannot be read: ${toAppError(error).message}`;
    throw new AppError('config_unreadable', message, { details: { file }, cause: error });
  }
}
