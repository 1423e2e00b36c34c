import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type RefObject } from 'react';
import { useListTop } from './use-list-top.ts';

/** Rows beyond the edges that exist too, so that scrolling meets no gaps. */
const OVERSCAN = 12;
/** More is asked for when so few loaded rows are left. */
const ROWS_AHEAD = 30;

interface LongList<Row> {
  readonly rows: readonly Row[];
  readonly rowPx: number;
  readonly scroller: RefObject<HTMLElement | null>;
  /** The end of what is loaded comes near. */
  readonly onEnd: () => void;
}

interface InSight<Row> {
  /** To be set on the element that holds the rows, as high as all of them. */
  readonly top: RefObject<HTMLDivElement | null>;
  readonly heightPx: number;
  readonly inSight: readonly { readonly row: Row; readonly index: number; readonly style: object }[];
}

/** The rows of a long list that are in sight, each with its place in the list. */
export function useRowsInSight<Row>({ rows, rowPx, scroller, onEnd }: LongList<Row>): InSight<Row> {
  const top = useRef<HTMLDivElement>(null);
  const margin = useListTop(top, scroller);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    // it goes there when it begins: the page stays where it is
    initialOffset: () => scroller.current?.scrollTop ?? 0,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: margin,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - ROWS_AHEAD) onEnd();
  }, [last, rows.length, onEnd]);
  const inSight = items.flatMap(({ index, start }) => {
    const row = rows[index];
    const style = { height: rowPx, transform: `translateY(${start - virtual.options.scrollMargin}px)` };
    return row === undefined ? [] : [{ row, index, style }];
  });
  return { top, heightPx: virtual.getTotalSize(), inSight };
}
