import type { ContractRouterClient } from '@orpc/contract';
import type { AppError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { apiContract } from '../contract/api.ts';
import type { AssetView, TraceStep } from '../contract/asset.ts';
import type { AssetId } from '../contract/ids.ts';
import type { ImportMode, ImportView } from '../contract/import.ts';
import type { ActivityView } from '../contract/system.ts';
import type { Swept } from '../derivatives/sweep-pictures.ts';
import type { FoundSettings } from './find-settings.ts';

/** How much of the work a worker does; all of it by default. */
export interface WorkAsk {
  readonly queues?: readonly string[] | undefined;
  /** Most jobs at once. */
  readonly concurrency?: number | undefined;
  /** Be the only worker of these queues. */
  readonly isExclusive?: boolean | undefined;
}

/** What stands in the way of work, as an error would say it. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

/** What the commands that run the product need of it; the composition root makes it. */
export interface Library extends AsyncDisposable {
  readonly log: Log;
  /** Starts to run jobs in this process. @throws queue_unknown · worker_active */
  work(ask?: WorkAsk): Promise<void>;
  /** Why the work of this process does not go on: what its database refuses; undefined while it does. */
  trouble(): Trouble | undefined;
  /** Waits until a newer version has changed the database, which this one must leave then; undefined when told to stop before. */
  outgrown(stop: AbortSignal): Promise<AppError | undefined>;
  /** Starts the pages and the API. @returns their address */
  serve(): Promise<{ url: string }>;
  startImport(ask: { path: string; mode: ImportMode }): Promise<ImportView>;
  cancelImport(id: string): Promise<void>;
  importView(id: string): Promise<ImportView>;
  activity(): Promise<ActivityView>;
  /** By id, or by the absolute path of one of its files. @throws asset_not_found */
  asset(idOrPath: string): Promise<{ asset: AssetView; trace: readonly TraceStep[] }>;
  /** The asset of a file by its path; undefined where no file of the library lies there. */
  assetIdOf(path: string): Promise<AssetId | undefined>;
  /** Removes stored pictures that no asset has; `dryRun` only counts. */
  sweep(dryRun: boolean, signal: AbortSignal): Promise<Swept>;
}

/** How a library is opened: `run` holds it (one process at a time), `worker` helps the one that holds it, `read` only looks. */
export type LibraryUse = 'run' | 'worker' | 'read';

/** The typed API, asked in this process or of the server that runs the library. */
export interface ApiCalls extends AsyncDisposable {
  readonly calls: ContractRouterClient<typeof apiContract>;
}

/** @throws library_in_use · database_newer · folder_unusable · config_invalid */
export interface LibraryNeeds {
  openLibrary(found: FoundSettings, use: LibraryUse): Promise<Library>;
  /** The server that runs this library now, by its API; undefined when none answers. */
  findRunning(
    found: FoundSettings,
  ): Promise<Pick<Library, 'startImport' | 'cancelImport' | 'importView' | 'activity'> | undefined>;
  /** Of the running server where there is one, else of this process. @throws no_library */
  openCalls(found: FoundSettings): Promise<ApiCalls>;
}
