import { implement } from '@orpc/server';
import { apiContract } from '../contract/api.ts';
import type { ApiNeeds } from './api-needs.ts';

/** What a handler of the typed API is given beside its input. */
export interface ApiContext {
  readonly needs: ApiNeeds;
  /** The caller is on this machine. */
  readonly isLocal: boolean;
  /** It was asked for by another method than GET; a change in the same process waits for its turn. */
  readonly isChange?: boolean;
}

/** The contract, ready to be given handlers. */
export const api = implement(apiContract).$context<ApiContext>();
