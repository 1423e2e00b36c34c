/**
 * What people can change, by the name of the contract, in words: what stands here is kept in the operation log. A test holds
 * it to the contract.
 */
export const operationWords: Readonly<Record<string, string>> = {
  'imports.start': 'Start import',
  'imports.retry': 'Try failed files of an import again',
  'imports.cancel': 'Stop import',
  'assets.retry': 'Read and picture an asset again',
  'assets.enhance': 'Make larger previews',
  'assets.undoEnhance': 'Make previews as usual again',
  'jobs.retry': 'Start jobs again',
  'jobs.cancel': 'Cancel jobs',
  'jobs.ignore': 'Ignore failures',
  'jobs.unignore': 'Show failures again',
  'jobs.hold': 'Hold jobs',
  'jobs.release': 'Release held jobs',
  'jobs.prioritise': 'Move jobs in line',
  'jobs.undo': 'Take a change of jobs back',
  'jobs.prune': 'Remove ended jobs',
  'jobs.pause': 'Pause queue',
  'jobs.resume': 'Resume queue',
  'jobs.limit': 'Limit queue',
  'jobs.probe': 'Look at a service',
  'jobs.pauseSchedule': 'Pause schedule',
  'jobs.resumeSchedule': 'Resume schedule',
  'jobs.runSchedule': 'Run schedule now',
  'system.pause': 'Pause heavy work',
  'system.resume': 'Resume all queues',
  'system.putConfig': 'Change settings',
  'pictures.sweep': 'Remove pictures of no asset',
};

/** Changes that no person asks for: the pages move what is on a screen to the front. */
export const UNNOTED: ReadonlySet<string> = new Set(['assets.hurry']);

/** An operation in words; its name where it has none. */
export function operationWord(name: string): string {
  return operationWords[name] ?? name;
}
