import { closedNow } from '../run-window.ts';
import { type LedgerNow, pauseOf, startable } from './queue-facts.ts';

/** The settings let no job of it start. */
function isOff(queue: string, now: LedgerNow): boolean {
  return closedNow(now.settings.get(queue)?.run_window ?? null, now)?.why === 'off';
}

/** Since when the oldest due job of these queues waits; what is paused or switched off, or needs a service that is down, is not due. */
export function dueAt(now: LedgerNow, isMeant: (queue: string) => boolean): number | null {
  const times = [...now.queues].flatMap(([queue, { due }]) => {
    const { sinceMs } = startable(due, now);
    const counts =
      sinceMs !== null && isMeant(queue) && pauseOf(now.settings.get(queue), now.atMs) === null && !isOff(queue, now);
    return counts ? [sinceMs] : [];
  });
  return times.length === 0 ? null : Math.min(...times);
}

/** Why jobs wait of which none is due: a pause is a person's own doing, and told first. */
export function heldBack(now: LedgerNow): 'queue_paused' | 'service_down' | null {
  const waiting = [...now.queues].filter(
    ([queue, { counts }]) => counts.ready + counts.blocked > 0 && !isOff(queue, now),
  );
  if (waiting.some(([queue]) => pauseOf(now.settings.get(queue), now.atMs) !== null)) return 'queue_paused';
  return waiting.length > 0 ? 'service_down' : null;
}
