import { closest } from 'fastest-levenshtein';
import { parse } from 'yaml';
import { AppError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { describeConfig, type SettingDescription } from '../config/describe.ts';

/** The setting of this key. @throws setting_unknown, naming the nearest */
export function getSetting(key: string): SettingDescription {
  const settings = describeConfig();
  const found = settings.find((setting) => setting.key === key);
  if (found) return found;
  const nearest = closest(
    key,
    settings.map((setting) => setting.key),
  );
  throw new AppError('setting_unknown', `There is no setting ${key}; the nearest is ${nearest}`, {
    details: { key, nearest },
  });
}

/** The value at `section.name` of nested settings; null when absent. */
export function settingAt(settings: unknown, key: string): Json {
  let found: unknown = settings;
  for (const name of key.split('.')) {
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, name)
        ? Object.entries(found).find(([field]) => field === name)?.[1]
        : null;
  }
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

/** `section.name` and a value as a nested change. */
export function changeOf(key: string, value: unknown): Readonly<Record<string, unknown>> {
  const [first = '', ...rest] = key.split('.');
  return { [first]: rest.length === 0 ? value : changeOf(rest.join('.'), value) };
}

function isJson(value: unknown): value is Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}
