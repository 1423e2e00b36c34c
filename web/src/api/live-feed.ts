import type { z } from 'zod';
import { serverEvents } from '../../../src/contract/events.ts';

type Activity = z.infer<typeof serverEvents.activity>;
type JobPulse = z.infer<typeof serverEvents.jobs>;
export type AssetsChanged = z.infer<typeof serverEvents.assets>;

/** `live`: the server pushes. `polling`: it answers, but pushes do not come through. `gone`: it does not answer. */
export type FeedState = 'connecting' | 'live' | 'polling' | 'gone';

/** The part of EventSource that is used. */
export interface PushSource {
  addEventListener(name: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
  readonly readyState: number;
}

export interface FeedNeeds {
  /** Opens the server's pushes. */
  open(): PushSource;
  /** Asks once, when pushes do not come. Rejects when the server is gone. */
  poll(): Promise<Activity>;
  later(run: () => void, ms: number): () => void;
  onActivity(activity: Activity): void;
  onAssets(change: AssetsChanged): void;
  onJobs(pulse: JobPulse): void;
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

/** Wait before try number `tries` (0 = first): 2, 4, 8 … 30 s. */
export const backOffMs = (tries: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);

/** Pushes from the server; while they fail, polls with growing waits and tries to open them again. */
export class LiveFeed {
  readonly #needs: FeedNeeds;
  readonly #listeners = new Set<() => void>();
  #state: FeedState = 'connecting';
  #source: PushSource | null = null;
  #cancelWait: (() => void) | null = null;
  #tries = 0;
  #closed = false;
  #rested = false;

  constructor(needs: FeedNeeds) {
    this.#needs = needs;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): FeedState => this.#state;

  start(): void {
    this.#closed = false;
    this.#open();
  }

  /** Tries at once, for the button in the bar. */
  readonly retry = (): void => {
    this.#tries = 0;
    this.#open();
  };

  /**
   * Gives the connection back while nobody looks: a browser has six for a server, and each tab would keep one.
   * `start` opens it again, and then everything counts as changed.
   */
  rest(): void {
    this.#rested = true;
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.#cancelWait?.();
    this.#source?.close();
  }

  #open(): void {
    this.#cancelWait?.();
    this.#source?.close();
    const source = this.#needs.open();
    this.#source = source;
    source.addEventListener('activity', ({ data }) => {
      const activity = serverEvents.activity.safeParse(fromJson(data));
      if (!activity.success) return;
      this.#tries = 0;
      // Nobody told what happened while no pushes came.
      const isMissing = this.#rested || this.#state === 'gone' || this.#state === 'polling';
      this.#become('live');
      this.#needs.onActivity(activity.data);
      if (isMissing) this.#needs.onAssets({ revision: activity.data.revision, ids: [], all: true });
      this.#rested = false;
    });
    source.addEventListener('assets', ({ data }) => {
      const change = serverEvents.assets.safeParse(fromJson(data));
      if (change.success) this.#needs.onAssets(change.data);
    });
    source.addEventListener('jobs', ({ data }) => {
      const pulse = serverEvents.jobs.safeParse(fromJson(data));
      if (pulse.success) this.#needs.onJobs(pulse.data);
    });
    source.addEventListener('error', () => {
      // The browser's own reconnecting has no back-off and ends for good on some errors: take it over.
      if (this.#source !== source || this.#closed) return;
      source.close();
      void this.#fallBack();
    });
  }

  async #fallBack(): Promise<void> {
    let answered = true;
    try {
      const before = this.#state;
      const activity = await this.#needs.poll();
      if (this.#closed) return;
      this.#needs.onActivity(activity);
      // Events were missed while nobody pushed: everything on the screen may be old.
      this.#needs.onAssets({ revision: activity.revision, ids: [], all: before === 'gone' });
    } catch {
      answered = false;
    }
    if (this.#closed) return;
    this.#become(answered ? 'polling' : 'gone');
    this.#cancelWait = this.#needs.later(() => this.#open(), backOffMs(this.#tries));
    this.#tries += 1;
  }

  #become(state: FeedState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function fromJson(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
