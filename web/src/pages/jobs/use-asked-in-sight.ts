import { useEffect, useRef, type RefObject } from 'react';

/** So much of what was asked for is to be seen at least, px. */
const SEEN_PX = 160;

/**
 * Brings a part of a page into sight when the address asks for it and it lies below the edge, as on a narrow screen: who
 * follows a link would see no change. `asked`: what is asked for; null = nothing, or its place is not known yet.
 */
export function useAskedInSight(
  asked: string | null,
  scroller: RefObject<HTMLElement | null>,
): RefObject<HTMLElement | null> {
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    const frame = scroller.current;
    if (asked === null || !part.current || !frame) return;
    const [own, box] = [part.current.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (own.top > box.bottom - SEEN_PX) frame.scrollTop += own.top - box.top;
  }, [asked, scroller]);
  return part;
}
