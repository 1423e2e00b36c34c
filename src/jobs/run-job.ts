import { silentLog } from '../base/log.ts';
import { newId } from '../base/ids.ts';
import { attemptsOf } from './decide-failure.ts';
import type { JobKind } from './kind.ts';

/** What a handler did when it was run directly. */
export interface DirectRun {
  readonly result: unknown;
  readonly progress: readonly { done: number; total: number | undefined }[];
  /** In the order they began. */
  readonly stages: readonly string[];
}

/** Runs the handler of a kind without an engine, its input stored and checked as a worker would. For tests. */
export async function runJob<Name extends string, Input, Needs>(
  kind: JobKind<Name, Input, Needs>,
  call: { input: NoInfer<Input>; needs: NoInfer<Needs>; signal?: AbortSignal; attempt?: number },
): Promise<DirectRun> {
  const progress: { done: number; total: number | undefined }[] = [];
  const stages: string[] = [];
  const input = kind.input.parse(JSON.parse(JSON.stringify(call.input)));
  let finished: { result: unknown } | undefined;
  const signal = call.signal ?? new AbortController().signal;
  const result = await kind.run(input, call.needs, {
    id: newId('jb', Date.now()),
    attempt: call.attempt ?? 1,
    isLastTry: (call.attempt ?? 1) >= attemptsOf(kind.retry),
    signal,
    reason: () => (signal.aborted ? 'cancel' : undefined),
    log: silentLog,
    progress: (done, total) => progress.push({ done, total }),
    stage: (name) => void stages.push(name),
    facts: () => undefined,
    finish: async (_tx, result) => {
      finished = { result };
    },
  });
  return { result: finished ? finished.result : result, progress, stages };
}
