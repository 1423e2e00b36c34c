import type { CallOptions } from './child-call.ts';
import type { ChildPoolOptions } from './child-pool-options.ts';
import { CallScheduler } from './call-scheduler.ts';

/** Operation name → handler of the child, as a type. */
export type ChildOps = { readonly [op: string]: (input: never, signal: AbortSignal) => Promise<unknown> };

/**
 * Supervised child processes for work that may hang, crash or eat memory.
 * A call ends with its output, the child's own error, or
 * `decoder_timeout` · `decoder_crashed` · `decoder_out_of_memory` · `decoder_unavailable`.
 */
export interface ChildPool<Ops extends ChildOps> extends AsyncDisposable {
  call<Op extends keyof Ops & string>(
    op: Op,
    input: Parameters<Ops[Op]>[0],
    options: CallOptions,
  ): Promise<Awaited<ReturnType<Ops[Op]>>>;
  /** Processes that live now. */
  pids(): readonly number[];
}

/** Opens a pool; no process is started before the first call. */
export function openChildPool<Ops extends ChildOps>(options: ChildPoolOptions): ChildPool<Ops> {
  const scheduler = new CallScheduler(options);
  return {
    // The type parameter is the promise that module and caller agree; the pipe itself carries plain data.
    call: (op, input, callOptions) => scheduler.call(op, { input, options: callOptions }) as never,
    pids: () => scheduler.pids(),
    [Symbol.asyncDispose]: () => scheduler.close(),
  };
}
