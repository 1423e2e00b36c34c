/** One measured figure: the median of the runs, in `unit`. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** One line of the table. */
export interface Row {
  /** What was measured, over how much. */
  readonly what: string;
  readonly ours: Figure;
  /** What ours is compared with, measured in the same run; absent where `reach` is absolute. */
  readonly limit?: Figure & { readonly name: string };
  /** Ours to the limit, by the sense of `reach`. */
  readonly ratio?: number;
  /** What is to be reached, e.g. `≤ 1.1 ×` or `≤ 2 s`. */
  readonly reach: string;
  /** Undefined: told for information, nothing to reach. */
  readonly isOk?: boolean;
  /** How many runs stand behind it. */
  readonly runs: number;
  readonly note?: string;
}

/** What every bench is given. */
export interface BenchEnv {
  /** Repetitions; the issue asks for at least 5. */
  readonly repeat: number;
  /** Files of the library; each bench caps it where more tells nothing more. */
  readonly n: number;
  readonly size: 'full' | 'medium' | 'small' | 'tiny';
  /** Says what is going on, on stderr. */
  tell(text: string): void;
}

/** Every `bench/<name>.ts` exports one as `run`. */
export type Bench = (env: BenchEnv) => Promise<readonly Row[]>;

/** The middle of the values (mean of the two middle ones). NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/** A row that compares two measured figures of one unit: ours must be at most `atMost` or at least `atLeast` times the limit. */
export function compare(
  what: string,
  ours: readonly number[],
  than: {
    readonly unit: string;
    readonly limit: readonly number[];
    readonly name: string;
    readonly atMost?: number;
    readonly atLeast?: number;
    readonly note?: string;
  },
): Row {
  const own = median(ours);
  const limit = median(than.limit);
  const ratio = own / limit;
  const { unit, name, note, atMost, atLeast } = than;
  const goals = [
    ...(atMost === undefined ? [] : [{ text: `≤ ${atMost} ×`, isOk: ratio <= atMost }]),
    ...(atLeast === undefined ? [] : [{ text: `≥ ${atLeast} ×`, isOk: ratio >= atLeast }]),
  ];
  return {
    what,
    ours: { value: own, unit },
    limit: { value: limit, unit, name },
    ratio,
    reach: goals.map((goal) => goal.text).join(', ') || 'told only',
    runs: Math.min(ours.length, than.limit.length),
    ...(goals.length === 0 ? {} : { isOk: goals.every((goal) => goal.isOk) }),
    ...(note === undefined ? {} : { note }),
  };
}

/** A row with an absolute limit in the same unit. */
export function atMost(
  what: string,
  ours: readonly number[],
  limit: { readonly unit: string; readonly value: number; readonly note?: string },
): Row {
  const own = median(ours);
  const { unit, value, note } = limit;
  const row = { what, ours: { value: own, unit }, reach: `≤ ${value} ${unit}`, isOk: own <= value, runs: ours.length };
  return note === undefined ? row : { ...row, note };
}
