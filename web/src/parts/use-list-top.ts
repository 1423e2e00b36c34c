import { useEffect, useState, type RefObject } from 'react';

/** How far down its scroller a list begins, px: what stands above it grows and shrinks with the work. */
export function useListTop(list: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const content = scroller.current?.firstElementChild;
    if (!content) return undefined;
    const observer = new ResizeObserver(() => setTop(list.current?.offsetTop ?? 0));
    observer.observe(content);
    return () => observer.disconnect();
  }, [list, scroller]);
  return top;
}
