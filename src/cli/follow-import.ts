import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportView } from '../contract/import.ts';
import { countText } from '../contract/count-words.ts';
import { askWhileAway, awayNotice, type Standstill } from './ask-while-away.ts';
import type { Library } from './library.ts';
import type { Print } from './output.ts';
import { doneOf, type ImportShow, stageText } from './import-words.ts';

/** How often the bar moves, and how often a pipe gets a line. */
const LOOK_MS = 250;
/** Looks are closer at first: a rescan of a known folder takes less than a second. */
const FIRST_LOOKS = 60;
const FIRST_LOOK_MS = 20;
const LINE_MS = 5_000;
/** What is away may be back in a moment; after that nobody is kept waiting for it, or is told what is waited for. */
const PATIENCE_MS = 3_000;
const ASK_WHY_MS = 1_000;

/**
 * Shows an import until all its stages are done, it fails, or the signal asks to stop (then it is cancelled cleanly).
 * Also ends when all that is left waits for something that is away: the view then is `running` and has a code.
 */
export async function followImport(
  library: Pick<Library, 'importView' | 'cancelImport' | 'activity'> & Partial<Pick<Library, 'trouble'>>,
  id: string,
  { print, signal }: { print: Print; signal: AbortSignal },
): Promise<ImportView> {
  // The bar's library is loaded only where there is a terminal to show it on.
  const show = print.isTerminal ? (await import('./progress-bar.ts')).openBar() : lines(print);
  const io = { signal, print: besideBar(print, show) };
  const notice = awayNotice(io.print);
  const standstill = standstillOf(library, io);
  let isAsked = false;
  let heldSinceMs: number | undefined;
  try {
    for (let look = 0; ; look++) {
      const view = await askWhileAway(() => library.importView(id), io);
      show.update(view);
      // it can be read as ever, but nothing of it goes on while nothing can be written
      notice.tell(library.trouble?.() ?? (await standstill(view)));
      if (view.state !== 'running' && view.state !== 'waiting') return view;
      heldSinceMs = view.code === null ? undefined : (heldSinceMs ?? Date.now());
      if (heldSinceMs !== undefined && Date.now() - heldSinceMs > PATIENCE_MS) return view;
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

/** Prints its lines below the bar: in the line of the bar they would be cut off at its end. */
function besideBar(print: Print, show: ImportShow): Print {
  return {
    ...print,
    line(line, text) {
      show.pause();
      print.line(line, text);
    },
  };
}

/** Tells of an import of which nothing has moved for a while what all work waits for: paused queues, hours, a refusing database. */
function standstillOf(
  library: Pick<Library, 'activity'>,
  io: { print: Print; signal: AbortSignal },
): (view: ImportView) => Promise<Standstill | undefined> {
  let was = '';
  let movedAtMs = 0;
  let askedAtMs = 0;
  let found: Standstill | undefined;
  return async ({ state, stages, walkDone, code }) => {
    const nowMs = performance.now();
    const is = JSON.stringify({ state, stages, walkDone, code });
    if (is !== was) [was, movedAtMs, found] = [is, nowMs, undefined];
    if (code !== null || nowMs - movedAtMs < PATIENCE_MS || nowMs - askedAtMs < ASK_WHY_MS) return found;
    askedAtMs = nowMs;
    const { state: all, why } = await askWhileAway(() => library.activity(), io);
    const moves = all === 'idle' || all === 'working' || why === null;
    found = moves ? undefined : { state: all, message: why };
    return found;
  };
}

/** What earlier imports of the folder left to be described and pictured when they were stopped or killed, followed to its end. */
export async function followLeftOver(
  library: Pick<Library, 'importView' | 'cancelImport' | 'activity'>,
  of: Pick<ImportView, 'id' | 'folder'>,
  io: { print: Print; signal: AbortSignal },
): Promise<readonly ImportView[]> {
  const views: ImportView[] = [];
  for (const { id } of (await askWhileAway(() => library.activity(), io)).imports) {
    if (io.signal.aborted) break;
    if (id === of.id || (await askWhileAway(() => library.importView(id), io)).folder !== of.folder) continue;
    views.push(await followImport(library, id, io));
  }
  return views;
}

function lines(print: Print): ImportShow {
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
      const count = facts.total === 0 ? '' : `${countText(facts.done)} / ${countText(facts.total)}  `;
      print.line(facts, count + stageText(view));
    },
    pause: () => undefined,
    stop: () => undefined,
  };
}
