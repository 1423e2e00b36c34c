import { z } from 'zod';
import { ItemOutcome } from '../../../../src/contract/import.ts';

/** The imports page's address. */
export const ImportsSearch = z.object({ start: z.boolean().optional().catch(undefined) });

/** A session page's address: what narrows its log. */
export const SessionSearch = z.object({
  outcome: ItemOutcome.optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  path: z.coerce.string().optional().catch(undefined),
});
