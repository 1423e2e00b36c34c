import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { kindNames } from '../../base/kind-names.ts';

const KINDS: readonly string[] = Object.keys(kindNames);
const QUEUES: readonly string[] = [...new Set(Object.values(kindNames).map(({ queue }) => queue))];
/** Work that may come back by the clock; `src/schedules.ts` says when. */
const BY_CLOCK: readonly string[] = [
  'ingest.rescan',
  'ingest.reconcile',
  'jobs.prune',
  'events.prune',
  'ingest.prune',
  'derivative.sweep',
  'database.backup',
];

/** What a job may need: a storage root, a disk, a tool. */
const SERVICE = /^(?:root|disk|tool):./u;

/** What is wrong with the name of a queue; undefined where it is one. */
export function queueProblem(name: string): string | undefined {
  return QUEUES.includes(name) ? undefined : `there is no such queue; there are ${QUEUES.join(', ')}`;
}

/** What is wrong with the name of a kind; undefined where it is one. */
export function kindProblem(name: string): string | undefined {
  return KINDS.includes(name) ? undefined : `there is no such kind; there are ${KINDS.join(', ')}`;
}

/** What is wrong with a name whose jobs are to be limited; undefined where it is `all`, a queue, a kind or a service. */
export function limitProblem(name: string): string | undefined {
  if (name === 'all' || QUEUES.includes(name) || KINDS.includes(name) || SERVICE.test(name)) return undefined;
  return `limits nothing: name all, a queue (${QUEUES.join(', ')}), a kind (${KINDS.join(', ')}), or a service as root:…, disk:… or tool:…`;
}

/** What is wrong with the name of work that comes back by the clock; undefined where it is one. */
export function scheduleProblem(name: string): string | undefined {
  if (BY_CLOCK.includes(name)) return undefined;
  return `does not come back by the clock; did you mean ${closest(name, BY_CLOCK)}? There are ${BY_CLOCK.join(', ')}`;
}

/** Holds the names of a record to those that there are: a typo would do nothing, and say so nowhere. */
export function names(
  problem: (name: string) => string | undefined,
): (record: Readonly<Record<string, unknown>>, context: z.RefinementCtx) => void {
  return (record, { addIssue }) => {
    for (const name of Object.keys(record)) {
      const message = problem(name);
      if (message !== undefined) addIssue({ code: 'custom', path: [name], message });
    }
  };
}
