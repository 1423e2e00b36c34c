import type { FoundSettings } from '../find-settings.ts';
import type { GlobalFlags } from '../global-flags.ts';

/** The settings file, where one was named instead of the data folder's own. */
export function namedConfig(
  { file }: Pick<FoundSettings, 'file'>,
  flags: GlobalFlags,
  env: NodeJS.ProcessEnv,
): string | null {
  return (flags.config ?? env['SUPERVISOR_CONFIG']?.trim()) ? file : null;
}
