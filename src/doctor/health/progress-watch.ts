import { countOf } from '../../contract/count-words.ts';
import type { HealthPart } from '../../contract/health.ts';
import type { JobRow } from '../../contract/job.ts';
import { healthPart } from './health-part.ts';

/** A job may be at one thing for so long: a large video takes minutes. */
const STILL_MS = 10 * 60_000;

interface Seen {
  readonly mark: string;
  readonly sinceMs: number;
}

/** Remembers how far running jobs were, and tells those that have not moved for ten minutes of looking. */
export class ProgressWatch {
  readonly #seen = new Map<string, Seen>();

  /** Those of what runs that have not moved. */
  still(running: readonly JobRow[], nowMs: number): readonly JobRow[] {
    const still = running.filter((job) => nowMs - this.#sinceOf(job, nowMs) >= STILL_MS);
    for (const id of this.#seen.keys()) if (!running.some((job) => job.id === id)) this.#seen.delete(id);
    return still;
  }

  /** The line of what runs. */
  look(running: readonly JobRow[], nowMs: number): HealthPart {
    const still = this.still(running, nowMs);
    const part = healthPart({ id: 'progress', title: 'Progress', group: 'work', mandatory: false });
    const facts = { running: running.length, still: still.length };
    const [first] = still;
    if (!first) return part.ok(running.length === 0 ? 'Nothing runs' : 'All that runs moves', facts);
    return part.warn(
      {
        code: 'progress_still',
        detail: `${countOf(still.length, 'running job has', 'running jobs have')} not moved for ten minutes`,
        cause: `${first.kind} stands at ${first.stage ?? 'its start'}`,
        next: 'See its page; it is ended at its time limit, or cancel it',
        action: { id: 'open-jobs', name: first.queue },
        sinceMs: this.#seen.get(first.id)?.sinceMs ?? null,
      },
      facts,
    );
  }

  /** Since when the job is where it is, as far as it was looked at. */
  #sinceOf({ id, attempt, stage, done }: JobRow, nowMs: number): number {
    const mark = `${attempt} ${stage} ${done}`;
    const known = this.#seen.get(id);
    if (known?.mark === mark) return known.sinceMs;
    this.#seen.set(id, { mark, sinceMs: nowMs });
    return nowMs;
  }
}
