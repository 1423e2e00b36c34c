import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

const KEPT = 2_000;
/** Decoding stops for this frame after so long, ms. */
const BUDGET_MS = 4;

const urls = new Map<string, string>();
const waiting = new Map<HTMLElement, string>();
let scheduled = false;

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** Paints the blurred placeholder behind a tile: its mean colour at once, the picture when there is time. */
export function paintPlaceholder(tile: HTMLElement, thumbhash: string): () => void {
  const known = urls.get(thumbhash);
  if (known !== undefined) {
    tile.style.backgroundImage = `url("${known}")`;
  } else {
    try {
      const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
      tile.style.backgroundColor = `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
      waiting.set(tile, thumbhash);
      schedule();
    } catch {
      // A broken hash: the plain tile stays.
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
