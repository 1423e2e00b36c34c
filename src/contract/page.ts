import { z } from 'zod';

/** How a list is asked for: an opaque cursor from the reply before, and at most 500 rows. */
export const PageAsk = z.object({
  cursor: z.string().max(500).optional().describe('Where the last page ended'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('Rows wanted'),
});
export type PageAsk = z.infer<typeof PageAsk>;

/** A page of rows; `next` is absent on the last one. */
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().optional() });
/** The type of a page of rows. */
export interface PageOf<T> {
  rows: T[];
  next?: string | undefined;
}
