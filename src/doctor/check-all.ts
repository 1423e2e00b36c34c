import type { DataPaths } from '../config/data-paths.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { CheckLine } from '../contract/system.ts';
import { checkConfig } from './check-config.ts';
import { checkDatabaseFile } from './check-database.ts';
import { checkFolders } from './check-folders.ts';
import { checkPort } from './check-port.ts';
import { checkRuntime } from './check-runtime.ts';
import { checkTools, type ToolProbe } from './check-tools.ts';

export interface Examined extends LoadedConfig {
  readonly paths: DataPaths;
  readonly probes: readonly ToolProbe[];
  /** This process listens there itself. */
  readonly ownsPort: boolean;
}

/** Everything doctor and the status page look at, in the order it is shown. Changes nothing. */
export async function checkAll(examined: Examined): Promise<readonly CheckLine[]> {
  const { paths, probes, config } = examined;
  return [
    ...checkRuntime(),
    ...checkConfig(examined),
    ...(await checkFolders(paths)),
    await checkDatabaseFile(paths.database),
    ...(examined.ownsPort ? [] : [await checkPort(config.server)]),
    ...checkTools(probes),
  ];
}
