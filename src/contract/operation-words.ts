/**
 * What people can change, by the name of the contract, in words: what stands here is kept in the operation log. A test holds
 * it to the contract.
 */
export const operationWords: Readonly<Record<string, string>> = {
  'imports.start': 'Import started',
  'imports.retry': 'Failed files of an import tried again',
  'imports.cancel': 'Import stopped',
  'assets.retry': 'Asset read and pictured again',
  'assets.enhance': 'Larger previews wished',
  'assets.undoEnhance': 'Previews wished as usual again',
  'jobs.retry': 'Jobs started again',
  'jobs.cancel': 'Jobs cancelled',
  'jobs.ignore': 'Failures ignored',
  'jobs.unignore': 'Failures shown again',
  'jobs.hold': 'Jobs held',
  'jobs.release': 'Held jobs released',
  'jobs.prioritise': 'Jobs moved in line',
  'jobs.undo': 'Change of jobs taken back',
  'jobs.prune': 'Ended jobs removed',
  'jobs.pause': 'Queue paused',
  'jobs.resume': 'Queue resumed',
  'jobs.limit': 'Queue limited',
  'jobs.probe': 'Service looked at',
  'jobs.pauseSchedule': 'Schedule paused',
  'jobs.resumeSchedule': 'Schedule resumed',
  'jobs.runSchedule': 'Schedule run now',
  'system.pause': 'Heavy work paused',
  'system.resume': 'All queues resumed',
  'system.putConfig': 'Settings changed',
  'pictures.sweep': 'Pictures of no asset removed',
};

/** Changes that no person asks for: the pages move what is on a screen to the front. */
export const UNNOTED: ReadonlySet<string> = new Set(['assets.hurry']);

/** An operation in words; its name where it has none. */
export function operationWord(name: string): string {
  return operationWords[name] ?? name;
}
