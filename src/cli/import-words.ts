import { helpFor } from '../contract/errors.ts';
import type { ImportView } from '../contract/import.ts';
import { bytesText, countText, durationText } from './words.ts';

/** Where an import's progress is shown. */
export interface ImportShow {
  update(view: ImportView): void;
  stop(): void;
}

/** Files through all stages. */
export function doneOf(view: ImportView): number {
  const { hashed, described, pictured } = view.stages;
  return Math.max(0, hashed.done - Math.max(pictured.total - pictured.done, described.total - described.done));
}

/** What an import is at, in words. */
export function stageText(view: ImportView): string {
  const { hashed, found, described, pictured } = view.stages;
  if (found.total === 0 && !view.walkDone) return 'looking for files';
  if (!view.walkDone || hashed.done < found.total) return `reading ${countText(hashed.done)}`;
  if (described.done < described.total)
    return `describing ${countText(described.done)} of ${countText(described.total)}`;
  if (pictured.done < pictured.total)
    return `making pictures ${countText(pictured.done)} of ${countText(pictured.total)}`;
  return 'done';
}

/** One sentence of what an import did. */
export function importSummary(view: ImportView, tookMs: number): string {
  const { counts, code } = view;
  if (view.state === 'failed') {
    const known = code ?? 'unexpected';
    return `${view.title}: the import failed. ${view.message ?? ''}\n  ${helpFor(known)} (code ${known})`;
  }
  const parts = [
    [counts.imported, 'imported'],
    [counts.changed, 'changed'],
    [counts.moved, 'moved'],
    [counts.duplicate, 'duplicates'],
    [counts.companion, 'companions'],
    [counts.unchanged, 'unchanged'],
    [counts.skipped, 'skipped'],
    [counts.error, 'errors'],
  ] as const;
  const said = parts.filter(([count]) => (count ?? 0) > 0).map(([count, word]) => `${countText(count ?? 0)} ${word}`);
  const what = said.length === 0 ? 'Nothing to import' : said.join(', ');
  const sum = `${view.title}: ${what}; ${bytesText(view.bytes)} in ${durationText(tookMs)}.`;
  const left = view.stages.found.total - doneOf(view);
  if (view.state !== 'running' || left === 0) return sum;
  const files = left === 1 ? '1 of them' : `${countText(left)} of them`;
  if (code === null) return `${sum}\n${files} still to be described and pictured; the same command goes on.`;
  return `${sum}\n${files} cannot go on now: ${view.message ?? code}\n  ${helpFor(code)} (code ${code})`;
}
