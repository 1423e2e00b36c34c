import type { WireError } from '../../base/wire-error.ts';

/** What the parent says to a child. */
export type ToChild =
  | { readonly type: 'call'; readonly id: number; readonly op: string; readonly input: unknown }
  | { readonly type: 'abort'; readonly id: number };

/** What a child says. `rssMiB` is its resident memory after the call. */
export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'ok'; readonly id: number; readonly output: unknown; readonly rssMiB: number }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError; readonly rssMiB: number };
