import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { tileImages } from './image-queue.ts';
import { paceOf, type Look, type Pace } from './pace.ts';

interface Flight {
  /** The grid passes so fast that only colours can be seen. */
  readonly isTravel: boolean;
  /** Told the position at each look, in screens. */
  readonly watch: (screens: number) => void;
}

/** A flight is over when nothing moved so fast for a moment. */
const OVER_MS = 120;

/** Watches how fast the grid passes: no picture is loaded while it flies by. */
export function useFlight(): Flight {
  const last = useRef<Look>({ screens: 0, atMs: -Infinity });
  const pace = useRef<Pace>('calm');
  const over = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isTravel, setTravel] = useState(false);
  useEffect(
    () => () => {
      clearTimeout(over.current);
      tileImages.hold(false);
    },
    [],
  );
  const watch = useCallback((screens: number) => {
    const look = { screens, atMs: performance.now() };
    const now = paceOf(last.current, look, pace.current);
    last.current = look;
    if (now === 'calm') return;
    pace.current = now;
    tileImages.hold(true);
    if (now === 'travel') setTravel(true);
    clearTimeout(over.current);
    over.current = setTimeout(() => {
      pace.current = 'calm';
      tileImages.hold(false);
      // Whole screens of tiles come back at once: built in slices, between frames.
      startTransition(() => setTravel(false));
    }, OVER_MS);
  }, []);
  return { isTravel, watch };
}
