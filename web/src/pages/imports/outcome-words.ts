import type { ImportView, ItemOutcome } from '../../../../src/contract/import.ts';

interface Outcome {
  readonly outcome: ItemOutcome;
  readonly word: string;
  /** Of more than one, where it is a noun. */
  readonly many?: string;
  readonly fill: string;
}

/** Outcomes in the order of the bar, with their word and look. */
export const OUTCOMES: readonly Outcome[] = [
  { outcome: 'imported', word: 'New', fill: 'bg-accent-solid' },
  { outcome: 'changed', word: 'Changed', fill: 'bg-accent-solid/70' },
  { outcome: 'moved', word: 'Moved', fill: 'bg-accent-solid/50' },
  { outcome: 'companion', word: 'Sidecar', many: 'Sidecars', fill: 'bg-ok' },
  { outcome: 'unchanged', word: 'Unchanged', fill: 'bg-ok/50' },
  { outcome: 'duplicate', word: 'Duplicate', many: 'Duplicates', fill: 'bg-wait' },
  { outcome: 'skipped', word: 'Skipped', fill: 'bg-wait/50' },
  { outcome: 'error', word: 'Failed', fill: 'bg-bad' },
];

/** The word of an outcome. */
export function outcomeWord(outcome: ItemOutcome): string {
  return OUTCOMES.find((one) => one.outcome === outcome)?.word ?? outcome;
}

/** How many files of a session have an outcome. */
export const outcomeCount = (counts: ImportView['counts'], outcome: ItemOutcome): number => counts[outcome] ?? 0;

/** The parts of the stacked bar: those that have files, with their share. Tiny parts stay visible. */
export function outcomeParts(
  counts: ImportView['counts'],
): { outcome: ItemOutcome; word: string; fill: string; count: number; share: number }[] {
  const known = OUTCOMES.map((one) => ({ ...one, count: outcomeCount(counts, one.outcome) })).filter(
    (one) => one.count > 0,
  );
  const total = known.reduce((sum, one) => sum + one.count, 0);
  const raised = known.map((one) => Math.max(one.count / total, 0.012));
  const sum = raised.reduce((all, share) => all + share, 0);
  return known.map((one, i) => ({ ...one, share: (raised[i] ?? 0) / sum }));
}

/** Whether an import found nothing but what is left out: then the reasons are the news. */
export function isAllSkipped({ counts, state }: Pick<ImportView, 'counts' | 'state'>): boolean {
  const parts = outcomeParts(counts);
  return state === 'done' && parts.length === 1 && parts[0]?.outcome === 'skipped';
}

/** What a session came to, as a sentence of the parts that matter. */
export function summary({ counts, gone }: Pick<ImportView, 'counts' | 'gone'>, say: (value: number) => string): string {
  const parts = OUTCOMES.map(({ outcome, word, many = word }) => {
    const count = outcomeCount(counts, outcome);
    return { count, word: (count === 1 ? word : many).toLowerCase() };
  })
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${say(count)} ${word}`);
  if (gone > 0) parts.push(`${say(gone)} gone`);
  return parts.length === 0 ? 'No files found' : parts.join(' · ');
}

const STAGES = [
  ['found', 'Found'],
  ['hashed', 'Hashed'],
  ['described', 'Described'],
  ['pictured', 'Pictured'],
] as const;

/** The four stages of an import in their order. */
export function stagesOf(session: ImportView): { name: string; done: number; total: number }[] {
  return STAGES.map(([key, name]) => ({ name, ...session.stages[key] }));
}
