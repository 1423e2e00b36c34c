import { spawn } from 'node:child_process';

/** Opens an address with the system's own opener; a machine without one is not an error. */
export function openInBrowser(url: string, env: NodeJS.ProcessEnv): void {
  const [program, ...words] = openerOf(process.platform, env);
  if (program === undefined) return;
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly string[] {
  if (env['BROWSER']) return [env['BROWSER']];
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
}
