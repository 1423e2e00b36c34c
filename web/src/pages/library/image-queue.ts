/** How a queue loads and cancels one picture. In the page: an `<img>` and its decoder. */
export interface Loading<T> {
  /** Resolves when the picture can be painted; rejects when there is none. */
  load(target: T, url: string): Promise<void>;
  cancel(target: T): void;
}

interface Wanted<T> {
  readonly target: T;
  readonly url: string;
  readonly index: number;
  readonly done: (shown: boolean) => void;
}

/** Pictures decoded at once. More only delays the ones on the screen. */
export const MOST_AT_ONCE = 6;

/** Loads pictures in reading order, those on the screen first, at most six at once; what leaves is cancelled. */
export class ImageQueue<T> {
  readonly #loading: Loading<T>;
  readonly #waiting = new Map<T, Wanted<T>>();
  readonly #running = new Map<T, Wanted<T>>();
  #seen = { first: 0, end: Infinity };
  #scheduled = false;
  #isHeld = false;

  constructor(loading: Loading<T>) {
    this.#loading = loading;
  }

  /** Says which assets [first, end) are on the screen. */
  look(first: number, end: number): void {
    this.#seen = { first, end };
  }

  /** Held, nothing new is loaded: in a flick a picture would be gone before it came. What loads already goes on. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    if (!isHeld) this.#schedule();
  }

  /** Asks for a picture. @returns the function that gives it up */
  want(wanted: Wanted<T>): () => void {
    this.#waiting.set(wanted.target, wanted);
    this.#schedule();
    return () => {
      if (this.#waiting.get(wanted.target) === wanted) this.#waiting.delete(wanted.target);
      if (this.#running.get(wanted.target) === wanted) {
        this.#running.delete(wanted.target);
        this.#loading.cancel(wanted.target);
        this.#schedule();
      }
    };
  }

  /** Starts after all tiles of one paint have asked, so that the first asked is not the first loaded. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (!this.#isHeld && this.#running.size < MOST_AT_ONCE) {
      const next = this.#nextWanted();
      if (!next) return;
      this.#waiting.delete(next.target);
      this.#running.set(next.target, next);
      void this.#run(next);
    }
  }

  async #run(wanted: Wanted<T>): Promise<void> {
    const shown = await this.#loading.load(wanted.target, wanted.url).then(
      () => true,
      () => false,
    );
    if (this.#running.get(wanted.target) !== wanted) return;
    this.#running.delete(wanted.target);
    wanted.done(shown);
    this.#schedule();
  }

  #nextWanted(): Wanted<T> | undefined {
    let best: Wanted<T> | undefined;
    for (const wanted of this.#waiting.values()) {
      if (!best || this.#rank(wanted) < this.#rank(best)) best = wanted;
    }
    return best;
  }

  /** On the screen: by place. Below it: after those. Above it: last, nearest first. */
  #rank({ index }: Wanted<T>): number {
    const { first, end } = this.#seen;
    if (index >= first && index < end) return index - first;
    return index >= end ? 1e6 + index - end : 2e6 + first - index;
  }
}

/** The queue of the page's grid. */
export const tileImages = new ImageQueue<HTMLImageElement>({
  async load(img, url) {
    img.src = url;
    await img.decode();
  },
  cancel(img) {
    // Without a source the browser drops the request.
    img.removeAttribute('src');
  },
});
