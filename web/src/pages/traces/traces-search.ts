import { z } from 'zod';
import { TraceFilter } from '../../../../src/contract/trace.ts';
import type { TraceAsk } from '../../api/work-queries.ts';

const shape = TraceFilter.shape;
const day = z.iso.date().optional().catch(undefined);

/** The traces page's address. Days are the viewer's own. */
export const TracesSearch = z.object({
  asset: shape.asset.catch(undefined),
  type: shape.type.catch(undefined),
  method: shape.method.catch(undefined),
  ok: z.boolean().optional().catch(undefined),
  code: shape.code.catch(undefined),
  from: day,
  to: day,
});
export type TracesSearch = z.infer<typeof TracesSearch>;

const DAY = 86_400_000;
const startOf = (date: string): number => new Date(`${date}T00:00:00`).getTime();

/** What the server is asked: days become moments, the last one to its end. */
export function traceAskOf({ ok, from, to, ...rest }: TracesSearch): TraceAsk {
  const parts = {
    ...rest,
    ok: ok === undefined ? undefined : ok ? ('true' as const) : ('false' as const),
    from: from === undefined ? undefined : new Date(startOf(from)).toISOString(),
    to: to === undefined ? undefined : new Date(startOf(to) + DAY - 1).toISOString(),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''));
}
