import { memo, useLayoutEffect, useRef, type ReactElement } from 'react';
import { shownPicture } from '../../api/shown-picture.ts';
import { CutName } from '../../parts/cut-name.tsx';
import { shownName } from '../../words/path.ts';
import { captureClock, captureTime } from '../../words/time.ts';
import { badgeOf, problemOf } from './card-words.ts';
import { tileImages } from './image-queue.ts';
import { paintPlaceholder } from './placeholder.ts';
import type { TileProps } from './tile.tsx';

const CELL = 'min-w-0 truncate';

/** One asset as a line: small picture, name, time, what it is, what made it. */
export const ListLine = memo(function ListLine({ index, card, selected, tabbable }: TileProps): ReactElement {
  const box = useRef<HTMLSpanElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const url = card ? shownPicture(card, 'square') : null;
  const hash = card?.thumbhash ?? null;
  useLayoutEffect(() => {
    if (hash !== null && box.current) return paintPlaceholder(box.current, hash);
    return undefined;
  }, [hash]);
  useLayoutEffect(() => {
    const target = image.current;
    if (url === null || target === null) return undefined;
    const done = (shown: boolean): void => {
      if (shown) target.dataset['shown'] = '';
    };
    return tileImages.want({ target, url, index, done });
  }, [url, index]);
  const problem = card ? problemOf(card) : null;
  return (
    <div
      role="gridcell"
      aria-colindex={1}
      aria-selected={selected}
      aria-label={card ? undefined : 'Loading'}
      tabIndex={tabbable ? 0 : -1}
      data-i={index}
      className="tile line absolute inset-x-0 grid h-full grid-cols-[44px_minmax(0,3fr)_minmax(0,2fr)_72px_minmax(0,2fr)_minmax(0,1fr)] items-center gap-3 max-[720px]:grid-cols-[44px_minmax(0,1fr)_auto]"
    >
      <span ref={box} className="line-picture">
        <img ref={image} alt="" draggable={false} decoding="async" />
      </span>
      {card === undefined ? null : (
        <>
          <span className="min-w-0">
            <CutName name={shownName(card.name)} />
          </span>
          <span className={`${CELL} text-muted tabular-nums`}>
            <span className="max-[1024px]:hidden">{captureTime(card.local)}</span>
            {/* the day stands above: the room is for the name */}
            <span className="min-[1024px]:hidden">{captureClock(card.local)}</span>
          </span>
          <span className={`${CELL} text-muted uppercase max-[720px]:hidden`}>{card.format}</span>
          <span className={`${CELL} text-muted max-[720px]:hidden`}>{card.camera ?? ''}</span>
          <span className={`${CELL} pe-2 text-end max-[720px]:hidden ${problem === null ? 'text-muted' : 'text-bad'}`}>
            {problem ?? badgeOf(card) ?? ''}
          </span>
        </>
      )}
    </div>
  );
});
