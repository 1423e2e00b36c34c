import { Link } from '@tanstack/react-router';
import { useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import type { AssetCard, AssetFilter } from '../../../../src/contract/asset.ts';
import { shownPicture } from '../../api/shown-picture.ts';
import { cardName } from '../library/card-words.ts';

interface FilmStripProps {
  readonly cards: readonly AssetCard[];
  readonly current: string;
  readonly filter: AssetFilter;
}

/** The assets around the one that is open. */
export function FilmStrip({ cards, current, filter }: FilmStripProps): ReactElement {
  const strip = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const box = strip.current;
    const item = box?.querySelector<HTMLElement>('[aria-current]');
    if (box && item) box.scrollLeft = item.offsetLeft + item.offsetWidth / 2 - box.clientWidth / 2;
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another asset or other neighbours: the strip moves
  }, [current, cards]);
  return (
    <nav
      ref={strip}
      aria-label="Around this one"
      className="relative flex h-16 shrink-0 gap-0.5 overflow-x-auto bg-stage p-1 [scrollbar-width:none]"
    >
      <span className="flex-1" />
      {cards.map((card) => (
        <Link
          key={card.id}
          to="/asset/$id"
          params={{ id: card.id }}
          search={filter}
          replace
          tabIndex={-1}
          aria-label={cardName(card)}
          aria-current={card.id === current ? 'true' : undefined}
          className="relative h-14 w-14 shrink-0 overflow-hidden rounded-picture opacity-60 outline-offset-[-3px] hover:opacity-100 aria-[current=true]:opacity-100 aria-[current=true]:ring-2 aria-[current=true]:ring-on-stage aria-[current=true]:ring-inset"
        >
          <Thumb key={card.picture} card={card} />
        </Link>
      ))}
      <span className="flex-1" />
    </nav>
  );
}

function Thumb({ card }: { readonly card: AssetCard }): ReactElement {
  const [failed, setFailed] = useState(false);
  const url = shownPicture(card, 'square');
  if (failed || url === null) {
    return (
      <span
        data-text={card.format.slice(0, 4)}
        className="drawn flex size-full items-center justify-center bg-tile text-small text-text uppercase"
      />
    );
  }
  return (
    <img
      src={url}
      alt=""
      decoding="async"
      onError={() => setFailed(true)}
      className="relative -z-10 size-full object-cover"
    />
  );
}
