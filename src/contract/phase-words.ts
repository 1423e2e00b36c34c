import type { ImportPhase } from './import.ts';

/** What each phase of an import does. */
export const phaseWords: Readonly<Record<ImportPhase['name'], string>> = {
  walk: 'Find files',
  'take-in': 'Read and record',
  metadata: 'Read metadata',
  pictures: 'Make pictures',
};

/** How a phase stands, or ended. */
export const phaseStatusWords: Readonly<Record<ImportPhase['status'], string>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  skipped: 'nothing to do',
  stopped: 'stopped',
  failed: 'failed',
};
