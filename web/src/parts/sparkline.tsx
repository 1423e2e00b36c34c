import type { ReactElement } from 'react';

interface SparklineProps {
  /** Read aloud and shown on hover. */
  readonly label: string;
  /** Oldest first. */
  readonly values: readonly number[];
  /** Drawn over the values, in red. */
  readonly bad?: readonly number[];
  readonly className?: string;
}

const HEIGHT = 28;

/** Numbers over time as a small row of bars. All zero = a line on the ground, not an empty place. */
export function Sparkline({ label, values, bad, className = '' }: SparklineProps): ReactElement {
  const top = Math.max(1, ...values);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${values.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`block h-7 w-full rtl:-scale-x-100 ${className}`}
    >
      <title>{label}</title>
      <rect x={0} y={HEIGHT - 1} width={values.length} height={1} className="fill-line" />
      {values.map((value, i) => (
        // oxlint-disable-next-line no-array-index-key -- a place on the time axis
        <g key={i}>
          {value > 0 ? <Bar at={i} share={value / top} look="fill-accent-solid" /> : null}
          {(bad?.[i] ?? 0) > 0 ? <Bar at={i} share={Math.min(1, (bad?.[i] ?? 0) / top)} look="fill-bad" /> : null}
        </g>
      ))}
    </svg>
  );
}

function Bar({
  at,
  share,
  look,
}: {
  readonly at: number;
  readonly share: number;
  readonly look: string;
}): ReactElement {
  const height = Math.max(2, share * HEIGHT);
  return <rect x={at + 0.1} y={HEIGHT - height} width={0.8} height={height} className={look} />;
}
