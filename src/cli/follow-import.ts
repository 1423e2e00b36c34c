import { setTimeout as sleep } from 'node:timers/promises';
import { helpFor } from '../contract/errors.ts';
import type { ImportView } from '../contract/import.ts';
import type { Library } from './library.ts';
import type { Print } from './output.ts';
import { bytesText, countText, durationText } from './words.ts';

/** How often the bar moves, and how often a pipe gets a line. */
const LOOK_MS = 250;
/** Looks are closer at first: a rescan of a known folder takes less than a second. */
const FIRST_LOOKS = 60;
const FIRST_LOOK_MS = 20;
const LINE_MS = 5_000;

/** Shows an import until all its stages are done, it fails, or the signal asks to stop (then it is cancelled cleanly). */
export async function followImport(
  library: Pick<Library, 'importView' | 'cancelImport'>,
  id: string,
  io: { print: Print; signal: AbortSignal },
): Promise<ImportView> {
  // The bar's library is loaded only where there is a terminal to show it on.
  const show = io.print.isTerminal ? (await import('./progress-bar.ts')).openBar() : lines(io.print);
  let isAsked = false;
  try {
    for (let look = 0; ; look++) {
      const view = await library.importView(id);
      show.update(view);
      if (view.state !== 'running' && view.state !== 'waiting') return view;
      if (io.signal.aborted && !isAsked) {
        isAsked = true;
        await library.cancelImport(id);
      }
      // What was taken in goes on being described and pictured by the next run: a stop does not wait for it.
      if (isAsked && view.code === null && view.stages.hashed.done > 0 && view.endedAt === null && view.walkDone)
        return view;
      const waitMs = look < FIRST_LOOKS ? FIRST_LOOK_MS : LOOK_MS;
      await sleep(waitMs, undefined, { signal: io.signal }).catch(() => sleep(waitMs));
    }
  } finally {
    show.stop();
  }
}

/** Where an import's progress is shown. */
export interface Show {
  update(view: ImportView): void;
  stop(): void;
}

function lines(print: Print): Show {
  let saidAtMs = 0;
  return {
    update(view) {
      if (Date.now() - saidAtMs < LINE_MS) return;
      saidAtMs = Date.now();
      const facts = {
        type: 'progress',
        id: view.id,
        state: view.state,
        done: doneOf(view),
        total: view.stages.found.total,
        ratePerS: view.ratePerS,
        etaMs: view.etaMs,
      };
      print.line(facts, `${countText(facts.done)} / ${countText(facts.total)}  ${stageText(view)}`);
    },
    stop: () => undefined,
  };
}

/** Files through all stages. */
export function doneOf(view: ImportView): number {
  const { hashed, described, pictured } = view.stages;
  return Math.max(0, hashed.done - Math.max(pictured.total - pictured.done, described.total - described.done));
}

/** What an import is at, in words. */
export function stageText(view: ImportView): string {
  const { hashed, found, described, pictured } = view.stages;
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
  return `${view.title}: ${what}; ${bytesText(view.bytes)} in ${durationText(tookMs)}.`;
}
