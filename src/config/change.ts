import { chmod, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap } from 'yaml';
import { toAppError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { describeConfig } from './describe.ts';
import { readConfigText } from './load.ts';
import { configError, parseConfig } from './parse-config.ts';
import { Config } from './schema.ts';

/** Settings to change, nested as in the file. `null` goes back to the default. */
export type ConfigChange = Readonly<Record<string, unknown>>;

export interface ChangedConfig {
  readonly config: Config;
  /** Keys whose value is another now. */
  readonly changed: readonly string[];
  /** Those of them that are used only after a restart. */
  readonly needsRestart: readonly string[];
}

/**
 * Merges a change into the file. Checked before anything is written, written whole or not at all; comments stay, and only
 * what differs from the defaults is stored. With `isDry` nothing is written.
 * @throws config_invalid, config_unreadable, permission_denied, disk_full
 */
export async function changeConfig(
  file: string,
  change: ConfigChange,
  { isDry = false }: { readonly isDry?: boolean } = {},
): Promise<ChangedConfig> {
  const text = (await readConfigText(file)) ?? '';
  const { document, config: before } = parseConfig(text, file);
  if (document.errors.length > 0) throw configError(parseConfig(text, file).problems);
  merge(document, { current: before ?? {}, defaults: Config.parse({}) }, leavesOf(change));
  const next = document.contents === null ? '' : document.toString({ lineWidth: 0 });
  const { config, problems } = parseConfig(next, file);
  if (!config) throw configError(problems);
  if (next !== text && !isDry) await replaceFile(file, next);
  return { config, ...differences(before ?? Config.parse({}), config) };
}

/** Which settings differ, and which of them need a restart. */
export function differences(before: Config, after: Config): Omit<ChangedConfig, 'config'> {
  const settings = describeConfig().filter(({ key }) => {
    const path = key.split('.');
    return !isDeepStrictEqual(valueAt(before, path), valueAt(after, path));
  });
  const restart = settings.filter(({ reload }) => reload === 'restart');
  return { changed: settings.map(({ key }) => key), needsRestart: restart.map(({ key }) => key) };
}

/** One setting of a change. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The settings that a change names, one by one. */
export function leavesOf(change: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return [{ path, value: change }];
  return Object.entries(change).flatMap(([name, value]) => leavesOf(value, [...path, name]));
}

function merge(document: Document, known: { current: unknown; defaults: unknown }, leaves: readonly Leaf[]): void {
  for (const { path, value } of leaves) {
    const fallback = valueAt(known.defaults, path);
    if (value !== null && isDeepStrictEqual(value, valueAt(known.current, path))) continue;
    if (value === null || isDeepStrictEqual(value, fallback)) removeLeaf(document, path);
    else document.setIn(sectionsMade(document, path), value);
  }
}

/** Makes maps of sections that are null (all keys commented out), so that a key can be set in them. */
function sectionsMade(document: Document, path: readonly string[]): readonly string[] {
  for (let depth = 1; depth < path.length; depth++) {
    const section = path.slice(0, depth);
    if (!isMap(document.getIn(section))) document.setIn(section, document.createNode({}));
  }
  return path;
}

function removeLeaf(document: Document, path: readonly string[]): void {
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  const section = path.slice(0, -1);
  const rest = document.getIn(section);
  if (section.length > 0 && isMap(rest) && rest.items.length === 0) removeLeaf(document, section);
}

/** The value at a path of names; undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Object.entries(found).find(([key]) => key === name)?.[1];
  }
  return found;
}

async function replaceFile(file: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
    const target = await realpath(file).catch(() => file); // a link stays a link
    const mode = (await stat(target).catch(() => undefined))?.mode ?? 0o600;
    const partial = `${target}.partial`;
    try {
      await using handle = await open(partial, 'w', mode);
      await handle.writeFile(text);
      await handle.sync();
      await chmod(partial, mode);
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  } catch (error) {
    throw toAppError(error);
  }
}
