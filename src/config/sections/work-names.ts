import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { kindNames, ownQueues } from '../../base/kind-names.ts';

const KINDS: readonly string[] = Object.keys(kindNames);
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

/** What is wrong with the name of a kind; undefined where it is one. */
export function kindProblem(name: string): string | undefined {
  return KINDS.includes(name) ? undefined : `there is no such kind; there are ${KINDS.join(', ')}`;
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

/** Settings by name of a queue, and what the queues are called, by the names that they have by themselves. */
interface NamedQueues {
  readonly queues: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, number>>;
  readonly hours: Readonly<Record<string, string>>;
  readonly whenIdle: readonly string[];
}

/** Holds what is set for queues to those that there are, each by its name or by the one it has by itself, and to one value each. */
export function heedQueues({ queues, limits, hours, whenIdle }: NamedQueues, context: z.RefinementCtx): void {
  const called = [...new Set(Object.values(queues))];
  const isQueue = (name: string): boolean => called.includes(name) || ownQueues.includes(name);
  const say = (path: readonly (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path: [...path], message });
  const noQueue = `there is no such queue; there are ${called.join(', ')}`;
  for (const [at, name] of whenIdle.entries()) if (!isQueue(name)) say(['whenIdle', at], noQueue);
  for (const name of Object.keys(hours)) if (!isQueue(name)) say(['hours', name], noQueue);
  for (const name of Object.keys(limits)) {
    if (name === 'all' || isQueue(name) || KINDS.includes(name) || SERVICE.test(name)) continue;
    const known = `name all, a queue (${called.join(', ')}), a kind (${KINDS.join(', ')}), or a service as root:…, disk:… or tool:…`;
    say(['limits', name], `limits nothing: ${known}`);
  }
  for (const [section, values] of Object.entries({ hours, limits })) {
    const first = new Map<string, string>();
    for (const [name, value] of Object.entries(values)) {
      const other = first.getOrInsert(queues[name] ?? name, name);
      if (values[other] !== value) say([section, name], `is the same queue as ${other}: give both one value`);
    }
  }
}

/** Holds new names to those by which it stays clear which queue is meant. */
export function heedNames(queues: NamedQueues['queues'], context: z.RefinementCtx): void {
  for (const [own, name] of Object.entries(queues)) {
    const itself = queues[name];
    if (name === 'all')
      context.addIssue({ code: 'custom', path: [own], message: 'all means every queue; take another name' });
    else if (itself !== undefined && itself !== name) {
      const message = `${name} is the name that another queue has by itself, and that one is called ${itself} here; take another name`;
      context.addIssue({ code: 'custom', path: [own], message });
    }
  }
}
