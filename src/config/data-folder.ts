import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the place depends on; tests name another system. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/** Where everything of ours lies unless told otherwise: `SUPERVISOR_DATA` (blank is ignored), else the system's place for it. */
export function findDataFolder({ env, platform = process.platform, home = homedir() }: Machine): string {
  const named = env['SUPERVISOR_DATA']?.trim();
  if (named) return resolve(named);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'supervisor');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'supervisor');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'supervisor');
}
