import type { ReactElement } from 'react';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import type { Layout, Strip } from './justified-layout.ts';
import type { View } from './library-search.ts';
import { meanColour } from './placeholder.ts';

interface PlainTilesProps {
  readonly strip: Strip;
  readonly layout: Layout;
  readonly cards: ReadonlyMap<number, AssetCard>;
  readonly view: View;
}

/** Width of the picture at the start of a line of the list, px. */
const LINE_PICTURE = 44;

/**
 * A row of pictures as their mean colours, one flat node each (a gradient for all would be one node, but is dear to
 * draw); a single plain one where none is known yet.
 */
export function PlainTiles({ strip, layout, cards, view }: PlainTilesProps): ReactElement[] {
  const { first, count } = strip;
  const known = Array.from({ length: count }, (_, i) => cards.get(first + i)?.thumbhash ?? null);
  if (known.every((hash) => hash === null)) {
    const last = first + count - 1;
    const width = view === 'list' ? LINE_PICTURE : (layout.x[last] ?? 0) + (layout.width[last] ?? 0);
    return [<i key="all" style={{ width }} />];
  }
  return known.map((hash, i) => {
    const x = layout.x[first + i] ?? 0;
    const width = view === 'list' ? LINE_PICTURE : (layout.width[first + i] ?? 0);
    const backgroundColor = (hash === null ? null : meanColour(hash)) ?? undefined;
    return <i key={x} style={{ insetInlineStart: x, width, backgroundColor }} />;
  });
}
