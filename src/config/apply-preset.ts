import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { AppError, systemCode, toAppError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { changeConfig, type ChangedConfig, type ConfigChange, leavesOf, valueAt } from './change.ts';
import { readConfigText } from './load.ts';
import { parseConfig } from './parse-config.ts';
import type { Preset } from './presets.ts';
import { Config } from './schema.ts';

/** One setting that another takes the place of; undefined = none, as for an entry that is not there. */
export interface SettingStep {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What a preset, or its undoing, makes of the settings. */
export interface PresetChange {
  readonly steps: readonly SettingStep[];
  readonly needsRestart: ChangedConfig['needsRestart'];
}

/** What a preset would change in these settings, setting by setting. */
export function presetSteps(config: Config, settings: ConfigChange): readonly SettingStep[] {
  const defaults = Config.parse({});
  return leavesOf(settings)
    .map(({ path, value }) => ({
      key: path.join('.'),
      from: valueAt(config, path),
      to: value ?? valueAt(defaults, path),
    }))
    .filter(({ from, to }) => !isDeepStrictEqual(from, to));
}

/**
 * Writes the settings of a preset into the file, as `changeConfig` does, and beside it what they took the place of. With
 * `isDry` it only says what it would do. @throws config_invalid · config_unreadable · permission_denied · disk_full
 */
export async function applyPreset(file: string, preset: Preset, isDry: boolean): Promise<PresetChange> {
  const { document, config = Config.parse({}) } = parseConfig((await readConfigText(file)) ?? '', file);
  const steps = presetSteps(config, preset.settings);
  const before = steps.map(({ key, from }) => [key.split('.'), document.hasIn(key.split('.')) ? from : null] as const);
  if (!isDry && steps.length > 0) await keep(file, preset, nested(before));
  const { needsRestart } = await changeConfig(file, preset.settings, { isDry });
  return { steps, needsRestart };
}

/** Puts back what the last preset took the place of, and nothing else. @throws preset_not_applied */
export async function undoPreset(file: string, isDry: boolean): Promise<PresetChange> {
  const settings = await kept(file);
  const { config = Config.parse({}) } = parseConfig((await readConfigText(file)) ?? '', file);
  const steps = presetSteps(config, settings);
  const { needsRestart } = await changeConfig(file, settings, { isDry });
  if (!isDry) await rm(keptFile(file));
  return { steps, needsRestart };
}

const keptFile = (file: string): string => `${file}.before-preset`;

async function keep(file: string, { name }: Preset, settings: ConfigChange): Promise<void> {
  const text = `# What preset ${name} took the place of; null = the default. Put back by: supervisor config preset undo\n`;
  try {
    await makeFolder(dirname(file));
    await writeFile(keptFile(file), text + stringify(settings), { mode: 0o600 });
  } catch (error) {
    throw toAppError(error);
  }
}

async function kept(file: string): Promise<ConfigChange> {
  try {
    return z.record(z.string(), z.unknown()).parse(parse(await readFile(keptFile(file), 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new AppError('preset_not_applied', 'No preset was applied to these settings, or it was undone', {
        details: { file },
      });
    throw toAppError(error);
  }
}

function nested(leaves: readonly (readonly [path: readonly string[], value: unknown])[]): ConfigChange {
  const names = [...new Set(leaves.map(([[name = '']]) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const below = leaves.filter(([[first]]) => first === name).map(([[, ...rest], value]) => [rest, value] as const);
      const [only] = below;
      return [name, only?.[0].length === 0 ? only[1] : nested(below)];
    }),
  );
}
