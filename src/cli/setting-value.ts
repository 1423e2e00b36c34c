import { closest } from 'fastest-levenshtein';
import { parse } from 'yaml';
import { AppError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { type ConfigChange, valueAt } from '../config/change.ts';
import { describeConfig, type SettingDescription } from '../config/describe.ts';

/** A setting, and where its value stands. */
export interface FoundSetting extends SettingDescription {
  readonly path: readonly string[];
}

/** The setting of this key, also of one name of a setting by names, as `jobs.limits.ingest.scan`. @throws setting_unknown, naming the nearest */
export function getSetting(key: string): FoundSetting {
  const settings = describeConfig();
  const found = settings.flatMap((setting) => atKey(setting, key)).at(0);
  if (found) return found;
  const nearest = closest(
    key,
    settings.map((setting) => setting.key),
  );
  throw new AppError('setting_unknown', `There is no setting ${key}; the nearest is ${nearest}`, {
    details: { key, nearest },
  });
}

/** Names may have dots in them; what belongs to a name has none. */
function atKey(setting: SettingDescription, key: string): readonly FoundSetting[] {
  const path = setting.key.split('.');
  if (key === setting.key) return [{ ...setting, path }];
  if (!key.startsWith(`${setting.key}.`)) return [];
  const rest = key.slice(setting.key.length + 1);
  return (setting.entries ?? []).flatMap((entry) => {
    const end = entry.key === '' ? '' : `.${entry.key}`;
    const name = rest.slice(0, rest.length - end.length);
    if (name === '' || !rest.endsWith(end)) return [];
    return [{ ...entry, key, reload: setting.reload, path: [...path, name, ...entry.key.split('.').filter(Boolean)] }];
  });
}

/** The value at a path of nested settings; null when absent. */
export function settingAt(settings: unknown, path: readonly string[]): Json {
  const found = valueAt(settings, path);
  return isJson(found) ? found : null;
}

/** As text for people; a blank string is shown as "". */
export function settingText(value: Json): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/** What was typed, as the type of the setting: text as it is, the rest read as YAML; a word for a list is its only entry. */
export function readSettingValue(setting: SettingDescription, typed: string): unknown {
  if (setting.type === 'string' || setting.type.includes(' | ')) return typed;
  const value: unknown = parse(typed);
  return setting.type === 'list' && !Array.isArray(value) ? [value] : value;
}

/** A value at its path, as a nested change. */
export function changeOf(path: readonly string[], value: unknown): ConfigChange {
  return Object.fromEntries(
    path.slice(0, 1).map((name) => [name, path.length === 1 ? value : changeOf(path.slice(1), value)]),
  );
}

function isJson(value: unknown): value is Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}
