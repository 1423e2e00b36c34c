import type { Layout } from './justified-layout.ts';
import { lastAtOrBefore } from './timeline-index.ts';

/** A rectangle in the coordinates of the layout, px. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The assets whose pictures a rectangle touches, in order. */
export function assetsInRect(layout: Layout, rect: Rect): number[] {
  const found: number[] = [];
  for (let i = lastAtOrBefore(layout.tops, rect.top); i < layout.strips.length; i++) {
    const strip = layout.strips[i];
    if (!strip || strip.top > rect.bottom) break;
    if (strip.kind !== 'pictures' || strip.top + strip.height < rect.top) continue;
    for (let asset = strip.first; asset < strip.first + strip.count; asset++) {
      const x = layout.x[asset] ?? 0;
      if (x < rect.right && x + (layout.width[asset] ?? 0) > rect.left) found.push(asset);
    }
  }
  return found;
}
