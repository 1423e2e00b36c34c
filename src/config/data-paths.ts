import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isPostgresUrl } from '../base/database-url.ts';
import { AppError, toAppError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import type { Config } from './schema.ts';

/** Absolute paths of everything of ours. */
export interface DataPaths {
  readonly data: string;
  /** A file, or the address of a PostgreSQL database (a secret); the rest are folders. */
  readonly database: string;
  readonly derivatives: string;
  readonly backups: string;
  readonly logs: string;
  readonly library: string;
}

/** Where things lie by these settings: blank ones and relative ones below the data folder, `~/` in the home folder. */
export function dataPaths(config: Pick<Config, 'database' | 'paths'>, dataFolder: string): DataPaths {
  const at = (path: string, fallback: string): string => {
    if (path === '') return join(dataFolder, fallback);
    return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(dataFolder, path);
  };
  return {
    data: dataFolder,
    database: config.database.url === '' ? at(config.database.file, 'catalogue.sqlite') : config.database.url,
    derivatives: at(config.paths.derivatives, 'derivatives'),
    backups: at(config.paths.backups, 'backups'),
    logs: at(config.paths.logs, 'logs'),
    library: at(config.paths.library, 'library'),
  };
}

/**
 * Makes the folders that are missing (for their owner only) and proves that each may be written, before work starts. The
 * managed library is made by its first use. @throws folder_unusable, naming the setting and the folder
 */
export async function ensureFolders(paths: DataPaths): Promise<void> {
  const folders: Readonly<Record<string, string>> = {
    'The data folder': paths.data,
    ...(isPostgresUrl(paths.database) ? {} : { 'database.file': dirname(paths.database) }),
    'paths.derivatives': paths.derivatives,
    'paths.backups': paths.backups,
    'paths.logs': paths.logs,
  };
  for (const [name, folder] of Object.entries(folders)) {
    try {
      await makeFolder(folder, { mode: 0o700 });
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      const { code, message } = toAppError(error);
      throw new AppError('folder_unusable', `${name} cannot be used at ${folder} (${code}): ${message}`, {
        details: { setting: name, folder },
        cause: error,
      });
    }
  }
}
