/**
 * URL of a module beside the caller, for threads and child processes:
 * `.ts` when running from sources, `.js` when running from `dist/`.
 */
export function siblingModule(callerUrl: string, path: string): URL {
  return new URL(path + (callerUrl.endsWith('.ts') ? '.ts' : '.js'), callerUrl);
}
