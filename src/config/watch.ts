import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { toAppError } from '../base/errors.ts';
import { type ChangedConfig, changeConfig, type ConfigChange, differences } from './change.ts';
import { type ConfigPlace, loadConfig } from './load.ts';
import { configError, type ConfigProblem } from './parse-config.ts';
import type { Config } from './schema.ts';

/** An editor writes a file in several steps; wait for the last. */
const SETTLE_MS = 100;

/** Settings that are others now. */
export interface ConfigNews extends ChangedConfig {
  /** The file was changed by another program, not by `change`. */
  readonly isFromFile: boolean;
}

/** The settings of this process: one snapshot, replaced whole when the file changes. */
export interface LiveConfig {
  readonly file: string;
  /** Frozen. Take it once per piece of work. */
  current(): Config;
  /** What is wrong in the file now; while there is something, `current` stays the last good one. */
  problems(): readonly ConfigProblem[];
  onChange(listener: (news: ConfigNews) => void): Disposable;
  onProblems(listener: (problems: readonly ConfigProblem[]) => void): Disposable;
  /** Changes the file and the snapshot; one change after the other. @throws config_invalid */
  change(change: ConfigChange): Promise<ChangedConfig>;
  /** Reads the file now. */
  reload(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Loads the settings and follows their file. @throws config_invalid when it is wrong at the start, config_unreadable */
export async function watchConfig(place: ConfigPlace): Promise<LiveConfig> {
  const { config, file, problems } = await loadConfig(place);
  if (problems.length > 0) throw configError(problems);
  return new WatchedConfig({ ...place, file }, config);
}

class WatchedConfig implements LiveConfig {
  readonly file: string;
  readonly #place: ConfigPlace;
  #config: Config;
  #problems: readonly ConfigProblem[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #watcher: FSWatcher | undefined;
  readonly #changeListeners = new Set<(news: ConfigNews) => void>();
  readonly #problemListeners = new Set<(problems: readonly ConfigProblem[]) => void>();

  constructor(place: ConfigPlace & { file: string }, config: Config) {
    this.#place = place;
    this.file = place.file;
    this.#config = config;
    this.#watcher = this.#watch();
  }

  current(): Config {
    return this.#config;
  }

  problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  onChange(listener: (news: ConfigNews) => void): Disposable {
    this.#changeListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#changeListeners.delete(listener) };
  }

  onProblems(listener: (problems: readonly ConfigProblem[]) => void): Disposable {
    this.#problemListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#problemListeners.delete(listener) };
  }

  async change(change: ConfigChange): Promise<ChangedConfig> {
    return await this.#inTurn(async () => {
      const { config } = await changeConfig(this.file, change);
      return this.#take(config, false);
    });
  }

  async reload(): Promise<void> {
    await this.#inTurn(async () => {
      try {
        const { config, problems } = await loadConfig(this.#place);
        if (problems.length > 0) this.#refuse(problems);
        else this.#take(config, true);
      } catch (error) {
        this.#refuse([{ file: this.file, key: '', message: toAppError(error).message }]);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watcher?.close();
    clearTimeout(this.#timer);
    this.#changeListeners.clear();
    this.#problemListeners.clear();
    await this.#queue;
  }

  #take(config: Config, isFromFile: boolean): ChangedConfig {
    const change = { config, ...differences(this.#config, config) };
    this.#problems = [];
    this.#config = config;
    if (change.changed.length > 0) {
      for (const listener of this.#changeListeners) listener({ ...change, isFromFile });
    }
    return change;
  }

  #refuse(problems: readonly ConfigProblem[]): void {
    this.#problems = problems;
    for (const listener of this.#problemListeners) listener(problems);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return await mine;
  }

  /** The folder is watched, not the file: a file that is replaced whole is another one afterwards. */
  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(dirname(this.file), { persistent: false }, (_event, name) => {
        if (name !== null && name !== basename(this.file)) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.reload(), SETTLE_MS);
      });
      watcher.on('error', () => watcher.close()); // the folder is gone; a restart or `change` still works
      return watcher;
    } catch {
      return undefined; // no folder yet, or a file system that tells nothing
    }
  }
}
