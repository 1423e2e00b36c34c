// Runs inside the browser: each function is handed over whole and may use nothing of this module.

/** The little of a browser that is used here. */
interface Element {
  readonly style: Record<string, string>;
  readonly dataset: Record<string, string | undefined>;
  scrollTop: number;
  readonly clientHeight: number;
  innerHTML: string;
  src: string;
  alt: string;
  decoding: string;
  append(...children: readonly Element[]): void;
  remove(): void;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  addEventListener(type: string, listener: () => void): void;
}
interface Page extends Element {
  readonly body: Element;
  createElement(name: string): Element;
}

/** A row of pictures: where it lies and what it shows. */
export interface BareRow {
  readonly top: number;
  readonly height: number;
  readonly pictures: readonly { readonly url: string; readonly x: number; readonly width: number }[];
}

/** What is scrolled, how fast (px a second), from where (px) and for how long. */
export interface Ride {
  readonly selector: string;
  readonly speed: number;
  readonly fromPx: number;
  readonly ms: number;
}

/** What one ride looked like. */
export interface RideReport {
  /** Milliseconds between the frames. */
  readonly frames: readonly number[];
  /** Of the tiles in sight, over all frames: how many showed neither picture nor placeholder. */
  readonly bareTiles: number;
  readonly tiles: number;
}

/**
 * The least a page can do to show these rows: pictures in their place, as many screens around as the library renders,
 * put there and taken away while it scrolls. No framework, no placeholders, no order of loading.
 */
export function buildBarePage(grid: { readonly rows: readonly BareRow[]; readonly height: number }): void {
  const page: Page = Reflect.get(globalThis, 'document');
  const nextFrame: (callback: () => void) => number = Reflect.get(globalThis, 'requestAnimationFrame');
  const add = (to: Element, name: string, style: Record<string, string>): Element => {
    const element = page.createElement(name);
    Object.assign(element.style, style);
    to.append(element);
    return element;
  };
  page.body.innerHTML = '';
  Object.assign(page.body.style, { margin: '0', background: '#16181c' });
  const scroller = add(page.body, 'div', {
    position: 'absolute',
    inset: '0',
    overflowY: 'auto',
    background: '#16181c',
  });
  scroller.dataset['bare'] = '';
  const canvas = add(scroller, 'div', { position: 'relative', height: `${grid.height}px` });
  const shown = new Map<number, Element>();
  const show = (at: number, row: BareRow): void => {
    const place = { position: 'absolute', top: `${row.top}px`, left: '0', right: '0', height: `${row.height}px` };
    const strip = add(canvas, 'div', place);
    for (const { url, x, width } of row.pictures) {
      const size = { left: `${x}px`, width: `${width}px`, height: '100%' };
      const img = add(strip, 'img', { position: 'absolute', objectFit: 'cover', ...size });
      img.alt = '';
      img.decoding = 'async';
      img.src = url;
    }
    shown.set(at, strip);
  };
  const look = (): void => {
    const [from, to] = [
      scroller.scrollTop - scroller.clientHeight * 0.6,
      scroller.scrollTop + scroller.clientHeight * 2,
    ];
    for (const [at, row] of grid.rows.entries()) {
      const isWanted = row.top + row.height > from && row.top < to;
      if (isWanted && !shown.has(at)) show(at, row);
      if (!isWanted && shown.has(at)) {
        shown.get(at)?.remove();
        shown.delete(at);
      }
    }
  };
  scroller.addEventListener('scroll', () => nextFrame(look));
  look();
}

/** Scrolls by the clock, so that a late frame jumps further, and notes each frame. */
export function ride({ selector, speed, fromPx, ms }: Ride): Promise<RideReport> {
  const page: Page = Reflect.get(globalThis, 'document');
  const nextFrame: (callback: (now: number) => void) => number = Reflect.get(globalThis, 'requestAnimationFrame');
  const scroller = page.querySelector(selector);
  if (!scroller) throw new Error(`Nothing to scroll at ${selector}`);
  scroller.scrollTop = fromPx;
  const box = scroller.getBoundingClientRect();
  const frames: number[] = [];
  const seen = { bareTiles: 0, tiles: 0 };
  const countTiles = (): void => {
    // Rows that fly by have a flat node for each tile instead.
    for (const tile of scroller.querySelectorAll('.tile, [data-plain] > i')) {
      const { top, bottom } = tile.getBoundingClientRect();
      if (bottom <= box.top || top >= box.bottom) continue;
      seen.tiles += 1;
      const isBare = (tile.style['backgroundImage'] ?? '') + (tile.style['backgroundColor'] ?? '') === '';
      if (isBare && tile.querySelector('img[data-shown]') === null) seen.bareTiles += 1;
    }
  };
  return new Promise((resolve) => {
    let startedMs: number | undefined;
    let lastMs = 0;
    const step = (now: number): void => {
      if (startedMs === undefined) startedMs = now;
      else frames.push(now - lastMs);
      lastMs = now;
      if (now - startedMs >= ms) return resolve({ frames, ...seen });
      scroller.scrollTop = fromPx + (speed * (now - startedMs)) / 1_000;
      if (frames.length % 10 === 5) countTiles();
      nextFrame(step);
    };
    nextFrame(step);
  });
}
