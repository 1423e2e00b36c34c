import type { CSSProperties, ReactElement, ReactNode } from 'react';

interface QueueGridProps {
  readonly label?: string;
  /** As many as `children` has cards. */
  readonly cards: number;
  readonly children: ReactNode;
}

/** Cards in rows as even as their number allows: none stands alone beside an empty place, the last row is as wide as the others. */
export function QueueGrid({ label, cards, children }: QueueGridProps): ReactElement {
  const across: CSSProperties & Record<`--${string}`, number> = {
    '--two': evenly(cards, 2),
    '--three': evenly(cards, 3),
    '--four': evenly(cards, 4),
  };
  return (
    <div className="@container">
      <section
        aria-label={label}
        style={across}
        className="flex flex-wrap gap-4 [--across:1] *:grow *:basis-[calc((100%-(var(--across)-1)*var(--spacing)*4)/var(--across)-1px)] @min-[592px]:[--across:var(--two)] @min-[896px]:[--across:var(--three)] @min-[1200px]:[--across:var(--four)]"
      >
        {children}
      </section>
    </div>
  );
}

/** Cards beside each other where so many have room, in no more rows than it takes. */
function evenly(cards: number, room: number): number {
  return Math.max(1, Math.ceil(cards / Math.ceil(cards / room)));
}
