import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import {
  applyPreset,
  presetSteps,
  type PresetChange,
  type SettingStep,
  undoPreset,
} from '../../config/apply-preset.ts';
import { type Preset, presets } from '../../config/presets.ts';
import type { Config } from '../../config/schema.ts';
import { countOf } from '../../contract/count-words.ts';
import { asJson } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { Print } from '../output.ts';
import { settingText } from '../setting-value.ts';

export const configPreset = defineCommand({
  name: 'config preset',
  summary: 'List presets, show what one would change, apply one, or undo the last',
  details:
    'A preset is a set of settings for a size of machine (small, medium, large) or for how much is done (scan-only, full). Applying one changes just these settings in the file; comments stay. ' +
    'What they took the place of is kept beside the file for undo.',
  positionals: {
    action: z.enum(['list', 'show', 'apply', 'undo']).default('list').describe('list, show, apply or undo'),
    preset: z.string().min(1).optional().describe('Name of the preset, as the list shows it'),
  },
  flags: { dryRun: z.boolean().default(false).describe('Change nothing, only show the differences') },
  exits: { 1: 'no such preset, or none to undo' },
  examples: [
    'config preset',
    'config preset apply small --dry-run',
    'config preset apply scan-only',
    'config preset undo',
  ],
  async run({ args, flags, print, env }) {
    const { file, config } = await getSettings(flags, env);
    if (args.action === 'list') return list(config, print);
    if (args.action === 'undo') {
      const { steps, needsRestart } = await undoPreset(file, flags.dryRun);
      return tell({ steps, needsRestart }, { print, did: flags.dryRun ? 'would be put back' : 'put back' });
    }
    const preset = getPreset(args.preset);
    const isDry = flags.dryRun || args.action === 'show';
    const change = await applyPreset(file, preset, isDry);
    print.note(`${preset.name}: ${preset.summary}`);
    return tell(change, { print, did: isDry ? 'would be changed' : 'changed' });
  },
});

/** @throws bad_call · preset_unknown, naming the nearest */
function getPreset(name: string | undefined): Preset {
  if (name === undefined) throw new AppError('bad_call', 'Name the preset');
  const found = presets.find((preset) => preset.name === name);
  if (found) return found;
  const known = presets.map((preset) => preset.name);
  throw new AppError('preset_unknown', `There is no preset ${name}; the nearest is ${closest(name, known)}`, {
    details: { name, known },
  });
}

function list(config: Config, print: Print): number {
  for (const { name, group, summary, settings } of presets) {
    const isInEffect = presetSteps(config, settings).length === 0;
    const text = `${name.padEnd(10)} ${summary}`;
    print.line(
      { type: 'preset', name, group, summary, inEffect: isInEffect, settings: asJson(settings) },
      isInEffect ? `${print.paint('bold', text)}  (in effect)` : text,
    );
  }
  return EXIT.ok;
}

function tell({ steps, needsRestart }: PresetChange, { print, did }: { print: Print; did: string }): number {
  for (const { key, from, to } of steps)
    print.line(
      { type: 'setting', key, from: asValue(from), to: asValue(to) },
      `${key.padEnd(24)} ${textOf(from)} → ${textOf(to)}`,
    );
  const waits = needsRestart.length === 0 ? '' : ` (used after a restart: ${needsRestart.join(', ')})`;
  const text = steps.length === 0 ? 'All of it is so already.' : `${countOf(steps.length, 'setting')} ${did}${waits}.`;
  print.summary({ changed: steps.map(({ key }) => key), did, needsRestart: [...needsRestart] }, text);
  return EXIT.ok;
}

const asValue = (value: SettingStep['from']) => asJson(value ?? null);
const textOf = (value: SettingStep['from']): string => (value === undefined ? 'none set' : settingText(asJson(value)));
