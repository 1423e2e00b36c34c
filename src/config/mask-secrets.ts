import { describeConfig, type SettingDescription } from './describe.ts';

/** Shown in the place of a secret that is set. */
const MASK = '********';

/** Settings, all or some of them, as they may be shown: secrets that are set are masked, blank ones stay blank. */
export function maskSecrets(config: unknown, settings: readonly SettingDescription[] = describeConfig()): unknown {
  const secrets = new Set(settings.filter(({ secret }) => secret).map(({ key }) => key));
  return mask(config, '', secrets);
}

function mask(value: unknown, key: string, secrets: ReadonlySet<string>): unknown {
  if (secrets.has(key)) return value === '' || value === null ? value : MASK;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, child]) => {
    return [name, mask(child, key === '' ? name : `${key}.${name}`, secrets)] as const;
  });
  return Object.fromEntries(entries);
}
