import { z } from 'zod';
import { OperationFilter } from '../../../../src/contract/operation.ts';
import type { OperationAsk } from '../../api/work-queries.ts';

const shape = OperationFilter.shape;

/** The operations page's address. */
export const OperationsSearch = z.object({
  origin: shape.origin.catch(undefined),
  name: shape.name.catch(undefined),
  failed: z.boolean().optional().catch(undefined),
});
export type OperationsSearch = z.infer<typeof OperationsSearch>;

/** The filter in an address without what is not set, so that equal filters are equal keys. */
export function operationAskOf({ origin, name, failed }: OperationsSearch): OperationAsk {
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(name === undefined ? {} : { name }),
    ...(failed === true ? { failed: 'true' } : {}),
  };
}
