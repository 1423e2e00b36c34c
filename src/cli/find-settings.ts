import { resolve } from 'node:path';
import { findDataFolder } from '../config/data-folder.ts';
import { type DataPaths, dataPaths } from '../config/data-paths.ts';
import { loadConfig, type LoadedConfig } from '../config/load.ts';
import { configError } from '../config/parse-config.ts';
import type { GlobalFlags } from './global-flags.ts';

/** What a command works on. */
export interface FoundSettings extends LoadedConfig {
  readonly dataFolder: string;
  readonly paths: DataPaths;
}

/** Reads the settings of `--data` and `--config`, else of the environment. Problems are in `problems`. */
export async function findSettings(flags: GlobalFlags, env: NodeJS.ProcessEnv): Promise<FoundSettings> {
  const dataFolder = flags.data === undefined ? findDataFolder({ env }) : resolve(flags.data);
  const loaded = await loadConfig({ file: flags.config, env, dataFolder });
  return { ...loaded, dataFolder, paths: dataPaths(loaded.config, dataFolder) };
}

/** The same for commands that cannot work with wrong settings. @throws config_invalid · config_unreadable */
export async function getSettings(flags: GlobalFlags, env: NodeJS.ProcessEnv): Promise<FoundSettings> {
  const found = await findSettings(flags, env);
  if (found.problems.length > 0) throw configError(found.problems);
  return found;
}
