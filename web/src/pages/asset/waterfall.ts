import type { TraceStep } from '../../../../src/contract/asset.ts';

/** One step of a trace with its place on the time axis, as shares of the whole. */
export interface Bar {
  readonly step: TraceStep;
  readonly from: number;
  readonly width: number;
}

/** Steps of one attempt on a common time axis. Waiting between steps takes no room. */
export interface Attempt {
  /** Unlike that of any other. */
  readonly id: string;
  readonly attempt: number;
  /** It was for a larger preview that somebody wished. */
  readonly isEnhancement: boolean;
  readonly totalMs: number;
  readonly bars: readonly Bar[];
}

/** Narrowest bar that can still be seen, share of the axis. */
const THINNEST = 0.006;

/** A trace as one waterfall an attempt, oldest attempt first; after them each try at a larger preview by itself. */
export function waterfall(steps: readonly TraceStep[]): Attempt[] {
  const wished = steps.filter(({ type }) => type === 'enhancement');
  const usual = steps.filter(({ type }) => type !== 'enhancement');
  const attempts = [...Map.groupBy(usual, ({ attempt }) => attempt)].sort(([a], [b]) => a - b);
  const tries = [...Map.groupBy(wished, ({ at }) => at)].sort(([a], [b]) => Date.parse(a) - Date.parse(b));
  return [...attempts, ...tries].map(([id, found]) => {
    const own = found.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.order - b.order);
    const totalMs = own.reduce((sum, step) => sum + step.durationMs, 0);
    let at = 0;
    const bars = own.map((step) => {
      const width = totalMs === 0 ? 1 / own.length : step.durationMs / totalMs;
      const bar = { step, from: Math.min(at, 1 - THINNEST), width: Math.max(THINNEST, width) };
      at += width;
      return bar;
    });
    const isEnhancement = typeof id === 'string';
    return { id: String(id), attempt: own[0]?.attempt ?? 1, isEnhancement, totalMs, bars };
  });
}
