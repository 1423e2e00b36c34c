import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

const KEPT = 2_000;
/** Decoding stops for this frame after so long, ms. */
const BUDGET_MS = 4;

const urls = new Map<string, string>();
const waiting = new Map<HTMLElement, string>();
let scheduled = false;

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

const means = new Map<string, string | null>();

/** The mean colour of a thumbhash; null for a broken one. */
export function meanColour(thumbhash: string): string | null {
  const known = means.get(thumbhash);
  if (known !== undefined) return known;
  if (means.size >= KEPT) means.clear();
  const colour = readMean(thumbhash);
  means.set(thumbhash, colour);
  return colour;
}

function readMean(thumbhash: string): string | null {
  try {
    const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
    return `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
  } catch {
    return null;
  }
}

/** Paints the blurred placeholder behind a tile: its mean colour at once, the picture when there is time. */
export function paintPlaceholder(tile: HTMLElement, thumbhash: string): () => void {
  const known = urls.get(thumbhash);
  if (known !== undefined) {
    tile.style.backgroundImage = `url("${known}")`;
  } else {
    const colour = meanColour(thumbhash);
    // A broken hash: the plain tile stays.
    if (colour !== null) {
      tile.style.backgroundColor = colour;
      waiting.set(tile, thumbhash);
      schedule();
    }
  }
  return () => {
    waiting.delete(tile);
  };
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    const end = performance.now() + BUDGET_MS;
    for (const [tile, hash] of waiting) {
      waiting.delete(tile);
      paint(tile, hash);
      if (performance.now() > end) break;
    }
    if (waiting.size > 0) schedule();
  });
}

function paint(tile: HTMLElement, hash: string): void {
  // The picture was quicker.
  if (tile.querySelector('img[data-shown]')) return;
  try {
    const url = thumbHashToDataURL(bytesOf(hash));
    if (urls.size >= KEPT) urls.delete(urls.keys().next().value ?? '');
    urls.set(hash, url);
    tile.style.backgroundImage = `url("${url}")`;
  } catch {
    // As above.
  }
}
