/**
 * The kinds of jobs there are, with their queues and what they do in words: what settings may name and pages show. The kinds
 * themselves stand in `src/kinds.ts`; a test holds the two together.
 */
export const kindNames: Readonly<Record<string, { readonly queue: string; readonly words: string }>> = {
  'ingest.scan': { queue: 'scan', words: 'Scan folder' },
  'ingest.describe': { queue: 'metadata', words: 'Read metadata' },
  'derivative.pictures': { queue: 'pictures', words: 'Make pictures' },
  'derivative.enhance': { queue: 'enhance', words: 'Make a larger preview' },
  'ingest.pair': { queue: 'metadata', words: 'Pair companions' },
  'ingest.reconcile': { queue: 'scan', words: 'Find missed work' },
  'ingest.rescan': { queue: 'scan', words: 'Look at roots again' },
  'ingest.prune': { queue: 'upkeep', words: 'Tidy imports' },
  'derivative.sweep': { queue: 'upkeep', words: 'Sweep pictures' },
  'jobs.prune': { queue: 'upkeep', words: 'Tidy jobs' },
  'events.prune': { queue: 'upkeep', words: 'Tidy events' },
  'database.backup': { queue: 'upkeep', words: 'Back up the catalogue' },
};

/** The queues that kinds have by themselves; settings may call them otherwise. */
export const ownQueues: readonly string[] = [...new Set(Object.values(kindNames).map(({ queue }) => queue))];
