import type { Layout, Strip } from './justified-layout.ts';

export type Move = 'left' | 'right' | 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end';

interface From {
  readonly layout: Layout;
  readonly total: number;
  /** Height of the window, px: how far a page is. */
  readonly pagePx: number;
}

/** Where the focus goes from an asset: sideways in order, up and down to the picture above or below its middle. */
export function moveFocus(from: From, asset: number, move: Move): number {
  const last = Math.max(0, from.total - 1);
  switch (move) {
    case 'left':
      return Math.max(0, asset - 1);
    case 'right':
      return Math.min(last, asset + 1);
    case 'home':
      return 0;
    case 'end':
      return last;
    case 'up':
    case 'down':
      return vertical(from, asset, { step: move === 'up' ? -1 : 1, px: 0 });
    default:
      return vertical(from, asset, { step: move === 'page-up' ? -1 : 1, px: from.pagePx * 0.9 });
  }
}

function vertical({ layout, total }: From, asset: number, by: { step: 1 | -1; px: number }): number {
  const here = layout.stripOf[asset] ?? 0;
  const start = layout.strips[here]?.top ?? 0;
  let target: Strip | undefined;
  for (let i = here + by.step; i >= 0 && i < layout.strips.length; i += by.step) {
    const strip = layout.strips[i];
    if (strip?.kind !== 'pictures') continue;
    target = strip;
    if (Math.abs(strip.top - start) >= by.px) break;
  }
  if (!target) return by.step === -1 ? (by.px > 0 ? 0 : asset) : by.px > 0 ? total - 1 : asset;
  return nearest(layout, target, (layout.x[asset] ?? 0) + (layout.width[asset] ?? 0) / 2);
}

function nearest(layout: Layout, strip: Strip, middle: number): number {
  let best = strip.first;
  let distance = Infinity;
  for (let i = strip.first; i < strip.first + strip.count; i++) {
    const away = Math.abs((layout.x[i] ?? 0) + (layout.width[i] ?? 0) / 2 - middle);
    if (away < distance) [best, distance] = [i, away];
  }
  return best;
}
