import type { Log } from '../base/log.ts';
import type { JobAdmin } from '../jobs/engine.ts';

/** How long asked-for assets are collected before one write moves them to the front. */
const COLLECT_MS = 150;
/** Priority of what somebody is looking at; ordinary work has 100. */
const FRONT = 10;
const MOST = 500;

/** Makes the pictures of what is on a screen first. Collected in memory, so that a request for a picture writes nothing itself. */
export class ViewportHurry implements Disposable {
  readonly #needs: { admin: Pick<JobAdmin, 'hurry'>; log: Log };
  readonly #kinds: readonly string[];
  #wanted = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: { admin: Pick<JobAdmin, 'hurry'>; log: Log }, kinds: readonly string[]) {
    this.#needs = needs;
    this.#kinds = kinds;
  }

  add(assetId: string): void {
    if (this.#wanted.size < MOST) this.#wanted.add(assetId);
    this.#timer ??= setTimeout(() => void this.#flush(), COLLECT_MS);
  }

  async #flush(): Promise<void> {
    this.#timer = undefined;
    const ids = [...this.#wanted];
    this.#wanted = new Set();
    try {
      for (const kind of this.#kinds) await this.#needs.admin.hurry(kind, ids, FRONT);
    } catch (error) {
      this.#needs.log.warn({ error }, 'Pictures on screen could not be moved to the front');
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
