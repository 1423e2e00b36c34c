import { implement } from '@orpc/server';
import { apiContract } from '../contract/api.ts';
import type { OperationId } from '../contract/ids.ts';
import type { OperationOrigin } from '../contract/operation.ts';
import type { ApiNeeds } from './api-needs.ts';

/** What a handler of the typed API is given beside its input. */
export interface ApiContext {
  readonly needs: ApiNeeds;
  /** The caller is on this machine. */
  readonly isLocal: boolean;
  /** Who calls; `id` of a request by another method than GET. */
  readonly caller: { readonly origin: OperationOrigin; readonly id?: OperationId | undefined };
}

/** The contract, ready to be given handlers. */
export const api = implement(apiContract).$context<ApiContext>();
