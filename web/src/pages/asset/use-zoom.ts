import { useCallback, useEffect, useLayoutEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { fitScale, fitView, keepInside, zoomAround, type Sizes, type View } from './zoom-view.ts';

interface Zoom {
  readonly isZoomed: boolean;
  /** Between fit and actual size, around a point of the window (the middle when absent). */
  readonly toggle: (at?: { clientX: number; clientY: number }) => void;
  readonly handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerCancel: (event: PointerEvent) => void;
  };
}

interface ZoomNeeds {
  readonly stage: RefObject<HTMLElement | null>;
  /** The element that is moved: it has the picture's size in px. */
  readonly picture: RefObject<HTMLElement | null>;
  readonly sizes: Sizes;
}

/** Wheel, pinch, double click and drag on a picture. Moves the element directly: no rendering while it moves. */
export function useZoom({ stage, picture, sizes }: ZoomNeeds): Zoom {
  const view = useRef<View>(fitView(sizes));
  // The sizes it was zoomed at: other sizes start at fit again.
  const [zoomedAt, setZoomedAt] = useState<Sizes>();

  const move = useCallback(
    (next: View) => {
      view.current = next;
      if (picture.current)
        picture.current.style.transform = `translate(-50%, -50%) translate(${next.x}px, ${next.y}px) scale(${next.scale})`;
    },
    [picture],
  );
  const show = useCallback(
    (next: View) => {
      move(next);
      setZoomedAt(next.scale > fitScale(sizes) * 1.001 ? sizes : undefined);
    },
    [move, sizes],
  );
  useLayoutEffect(() => move(fitView(sizes)), [move, sizes]);

  const fromMiddle = useCallback(
    (at: { clientX: number; clientY: number }) => {
      const box = stage.current?.getBoundingClientRect();
      if (!box) return { x: 0, y: 0 };
      return { x: at.clientX - box.left - box.width / 2, y: at.clientY - box.top - box.height / 2 };
    },
    [stage],
  );

  const toggle: Zoom['toggle'] = (at) => {
    const fit = fitScale(sizes);
    const actual = 1 / devicePixelRatio;
    // Where fit is already actual size, the next step is twice.
    const scale = view.current.scale > fit * 1.001 ? fit : Math.max(actual, fit * 2 > actual ? fit * 2 : actual);
    show(zoomAround(view.current, at ? fromMiddle(at) : { x: 0, y: 0 }, { scale, sizes }));
  };

  useEffect(() => {
    const element = stage.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const scale = view.current.scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002));
      show(zoomAround(view.current, fromMiddle(event), { scale, sizes }));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [stage, show, fromMiddle, sizes]);

  return { isZoomed: zoomedAt === sizes, toggle, handlers: usePointers({ view, sizes, show, fromMiddle }) };
}

interface PointerNeeds {
  readonly view: RefObject<View>;
  readonly sizes: Sizes;
  readonly show: (next: View) => void;
  readonly fromMiddle: (at: { clientX: number; clientY: number }) => { x: number; y: number };
}

/** One pointer drags, two pinch. */
function usePointers({ view, sizes, show, fromMiddle }: PointerNeeds): Zoom['handlers'] {
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const drop = (event: PointerEvent): void => void pointers.current.delete(event.pointerId);
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event) {
      const was = pointers.current.get(event.pointerId);
      if (!was) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      pointers.current.set(event.pointerId, now);
      if (!other) {
        show(
          keepInside({ ...view.current, x: view.current.x + now.x - was.x, y: view.current.y + now.y - was.y }, sizes),
        );
        return;
      }
      const spread = (p: { x: number; y: number }): number => Math.max(1, Math.hypot(p.x - other.x, p.y - other.y));
      const middle = fromMiddle({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      show(zoomAround(view.current, middle, { scale: (view.current.scale * spread(now)) / spread(was), sizes }));
    },
    onPointerUp: drop,
    onPointerCancel: drop,
  };
}
