import { useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import { assetsInRect, type Rect } from './assets-in-rect.ts';
import type { Layout } from './justified-layout.ts';

interface PointerNeeds {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly layout: Layout;
  /** Space left of the first picture, px. */
  readonly inset: number;
  readonly selecting: boolean;
  readonly onOpen: (asset: number, newTab: boolean) => void;
  readonly onToggle: (asset: number) => void;
  readonly onExtend: (asset: number) => void;
  readonly onDay: (day: number) => void;
  /** A rectangle grew or shrank; `start` is true for the first call of a drag. */
  readonly onRect: (assets: readonly number[], start: boolean) => void;
}

/** A press becomes a drag after so many px. */
const DRAG_PX = 6;
const LONG_PRESS_MS = 450;
/** Side of the corner in which a click selects instead of opens, px. */
const CORNER_PX = 32;

interface Drag {
  readonly x: number;
  readonly y: number;
  moved: boolean;
}

/** Mouse and touch in the grid: click opens, Ctrl, Shift, corner, long press and rectangle select. */
export function useGridPointer(needs: PointerNeeds) {
  const drag = useRef<Drag>(null);
  const press = useRef<ReturnType<typeof setTimeout>>(undefined);
  const swallowClick = useRef(false);
  const frame = useRef<HTMLDivElement>(null);

  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = needs.scroller.current?.getBoundingClientRect();
    const fromStart = isRtl(event.currentTarget) ? (box?.right ?? 0) - event.clientX : event.clientX - (box?.left ?? 0);
    return {
      x: fromStart - needs.inset,
      y: event.clientY - (box?.top ?? 0) + (needs.scroller.current?.scrollTop ?? 0),
    };
  };
  const end = (event: PointerEvent): void => {
    clearTimeout(press.current);
    if (drag.current?.moved) {
      swallowClick.current = true;
      if (frame.current) frame.current.hidden = true;
      event.currentTarget.releasePointerCapture(event.pointerId);
    }
    drag.current = null;
  };

  return {
    frame,
    onPointerDown(event: PointerEvent) {
      swallowClick.current = false;
      const asset = assetOf(event.target);
      if (event.pointerType === 'touch') {
        if (asset === null) return;
        press.current = setTimeout(() => {
          swallowClick.current = true;
          needs.onToggle(asset);
        }, LONG_PRESS_MS);
      } else if (event.button === 0 && !(event.target instanceof Element && event.target.closest('button'))) {
        drag.current = { ...at(event), moved: false };
      }
    },
    onPointerMove(event: PointerEvent) {
      const from = drag.current;
      if (!from) return;
      const to = at(event);
      if (!from.moved && Math.hypot(to.x - from.x, to.y - from.y) < DRAG_PX) return;
      const start = !from.moved;
      if (start) event.currentTarget.setPointerCapture(event.pointerId);
      from.moved = true;
      const rect = rectOf(from, to);
      if (frame.current) draw(frame.current, rect, needs.inset);
      needs.onRect(assetsInRect(needs.layout, rect), start);
    },
    onPointerUp: end,
    onPointerCancel: end,
    ...clickHandlers(needs, swallowClick),
  };
}

/** What a click means where it lands; the click that ends a drag or a long press means nothing. */
function clickHandlers(needs: PointerNeeds, swallowClick: RefObject<boolean>) {
  return {
    onClick(event: MouseEvent) {
      if (swallowClick.current) {
        swallowClick.current = false;
        return;
      }
      const day = event.target instanceof Element ? event.target.closest('[data-day]') : null;
      if (day instanceof HTMLElement) needs.onDay(Number(day.dataset['day']));
      const asset = assetOf(event.target);
      if (asset === null) return;
      if (event.shiftKey) needs.onExtend(asset);
      else if (event.ctrlKey || event.metaKey || needs.selecting || inCorner(event)) needs.onToggle(asset);
      else needs.onOpen(asset, false);
    },
    onAuxClick(event: MouseEvent) {
      const asset = assetOf(event.target);
      if (event.button === 1 && asset !== null) needs.onOpen(asset, true);
    },
    onContextMenu(event: MouseEvent) {
      // A long press on a picture selects it; the browser's menu would cover it.
      if (swallowClick.current) event.preventDefault();
    },
  };
}

function assetOf(target: EventTarget): number | null {
  const tile = target instanceof Element ? target.closest('.tile') : null;
  return tile instanceof HTMLElement ? Number(tile.dataset['i']) : null;
}

const isRtl = (element: Element): boolean => getComputedStyle(element).direction === 'rtl';

function inCorner(event: MouseEvent): boolean {
  const tile = event.target instanceof Element ? event.target.closest('.tile') : null;
  if (!tile) return false;
  const box = tile.getBoundingClientRect();
  const fromStart = isRtl(tile) ? box.right - event.clientX : event.clientX - box.left;
  return fromStart < CORNER_PX && event.clientY - box.top < CORNER_PX;
}

const rectOf = (a: { x: number; y: number }, b: { x: number; y: number }): Rect => ({
  left: Math.min(a.x, b.x),
  right: Math.max(a.x, b.x),
  top: Math.min(a.y, b.y),
  bottom: Math.max(a.y, b.y),
});

function draw(frame: HTMLElement, rect: Rect, inset: number): void {
  frame.hidden = false;
  frame.style.insetInlineStart = `${rect.left + inset}px`;
  frame.style.insetBlockStart = `${rect.top}px`;
  frame.style.width = `${rect.right - rect.left}px`;
  frame.style.height = `${rect.bottom - rect.top}px`;
}
