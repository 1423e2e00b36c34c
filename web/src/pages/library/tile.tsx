import { memo, useLayoutEffect, useRef, type ReactElement } from 'react';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { shownPicture } from '../../api/shown-picture.ts';
import { middleCut, shownName } from '../../words/path.ts';
import { badgeOf, cardName, problemOf } from './card-words.ts';
import { tileImages } from './image-queue.ts';
import { paintPlaceholder } from './placeholder.ts';

/** What an asset's cell of the grid needs, as a tile or as a line. */
export interface TileProps {
  readonly index: number;
  readonly column: number;
  readonly x: number;
  readonly width: number;
  readonly card: AssetCard | undefined;
  readonly selected: boolean;
  readonly tabbable: boolean;
}

/** One picture of the grid: two nodes, three with a badge. Events are handled by the grid. */
export const Tile = memo(function Tile({ index, column, x, width, card, selected, tabbable }: TileProps): ReactElement {
  const cell = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const url = card ? shownPicture(card, 'grid') : null;
  const hash = card?.thumbhash ?? null;

  useLayoutEffect(() => {
    if (hash !== null && cell.current) return paintPlaceholder(cell.current, hash);
    return undefined;
  }, [hash]);

  useLayoutEffect(() => {
    const target = image.current;
    if (url === null || target === null) return undefined;
    return tileImages.want({
      target,
      url,
      index,
      done: (shown) => {
        if (!shown) return;
        target.dataset['shown'] = '';
        // Nobody sees it any more, yet it would be drawn under the picture with every frame.
        cell.current?.style.removeProperty('background-image');
      },
    });
  }, [url, index]);

  const problem = card ? problemOf(card) : null;
  const badge = problem ?? (card ? badgeOf(card) : null);
  const isBare = card !== undefined && (url === null || (card.thumbhash === null && card.picture === null));
  return (
    <div
      ref={cell}
      role="gridcell"
      aria-colindex={column}
      aria-selected={selected}
      aria-label={card ? cardName(card) : 'Loading'}
      tabIndex={tabbable ? 0 : -1}
      data-i={index}
      data-dim={card?.status === 'offline' || card?.status === 'missing' ? '' : undefined}
      className="tile"
      style={{ insetInlineStart: x, width }}
    >
      {isBare ? <span className="tile-name" data-text={middleCut(shownName(card.name), 40)} /> : null}
      {url === null ? null : <img ref={image} alt="" draggable={false} decoding="async" />}
      {badge === null ? null : (
        <span className="tile-badge" data-text={badge} data-problem={problem === null ? undefined : ''} />
      )}
    </div>
  );
});
