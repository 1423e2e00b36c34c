import { helpFor } from '../contract/errors.ts';
import type { ImportView } from '../contract/import.ts';
import { bytesText, countOf, countText, importProblemsText } from '../contract/count-words.ts';
import { visibleText } from './visible-text.ts';
import { wholeDurationText } from '../contract/duration-words.ts';

/** Where an import's progress is shown. */
export interface ImportShow {
  update(view: ImportView): void;
  /** Leaves the terminal to a line of text, until the next update. */
  pause(): void;
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

const WORDS = [
  ['imported', 'imported', 'imported'],
  ['changed', 'changed', 'changed'],
  ['moved', 'moved', 'moved'],
  ['duplicate', 'duplicate', 'duplicates'],
  ['companion', 'sidecar', 'sidecars'],
  ['unchanged', 'unchanged', 'unchanged'],
  ['skipped', 'skipped', 'skipped'],
  ['error', 'failed', 'failed'],
] as const;

/** What an import did, what is left of it, and where its problems are shown; `pages` = address of the server. */
export function importSummary(view: ImportView, said: { tookMs: number; pages?: string }): string {
  return [importText(view, said.tookMs), problemsOf(view, said.pages)].filter(Boolean).join('\n');
}

/** What an import did, and what is left of it. */
export function importText(view: ImportView, tookMs: number): string {
  return [whatItDid(view, tookMs), whatIsLeft(view)].filter(Boolean).join('\n');
}

function whatItDid(view: ImportView, tookMs: number): string {
  const { counts, code } = view;
  const title = visibleText(view.title);
  const said = WORDS.flatMap(([outcome, one, many]) => {
    const count = counts[outcome] ?? 0;
    return count === 0 ? [] : [countOf(count, one, many)];
  });
  if (view.state === 'failed') {
    const known = code ?? 'unexpected';
    const before = said.length === 0 ? '' : `${said.join(', ')}; then `;
    return `${title}: ${before}the import failed. ${view.message ?? ''}\n  ${helpFor(known)} (code ${known})`;
  }
  if (view.gone > 0) said.push(`${countText(view.gone)} gone`);
  const isOver = view.state === 'done' || view.state === 'running';
  const what = said.length > 0 ? said.join(', ') : isOver ? 'Nothing to import' : 'Nothing imported yet';
  return `${title}: ${what}; ${bytesText(view.bytes)} in ${wholeDurationText(tookMs)}.`;
}

function whatIsLeft(view: ImportView): string {
  const { code } = view;
  if (view.state === 'cancelled') return 'It was stopped; the same command goes on.';
  // it ended well, and yet not all is as was asked: sources of a move that could not be removed
  if (view.state === 'done' && code !== null) return `${view.message ?? code}\n  ${helpFor(code)} (code ${code})`;
  if (view.state === 'waiting' && code !== null)
    return `It cannot go on now: ${view.message ?? code}\n  ${helpFor(code)} (code ${code})`;
  const left = view.stages.found.total - doneOf(view);
  if (view.state !== 'running' || left === 0) return '';
  const files = left === 1 ? '1 of them' : `${countText(left)} of them`;
  if (code === null) return `${files} still to be described and pictured; the same command goes on.`;
  return `${files} cannot go on now: ${view.message ?? code}\n  ${helpFor(code)} (code ${code})`;
}

function problemsOf({ id, problems, counts }: ImportView, pages: string | undefined): string {
  if (problems === 0) return '';
  const page = pages === undefined ? '' : `, or ${new URL(`imports/${id}`, pages).href}`;
  return `${importProblemsText({ problems, failed: counts.error ?? 0 })}.\nSee supervisor imports ${id}${page}`;
}
