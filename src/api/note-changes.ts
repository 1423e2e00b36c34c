import { operationWords } from '../contract/operation-words.ts';
import type { ApiContext } from './implement.ts';
import { toOrpcError } from './problem.ts';

interface CalledProcedure {
  readonly context: ApiContext;
  /** Its place in the contract, e.g. jobs, retry. */
  readonly path: readonly string[];
  readonly input: unknown;
  next(): Promise<unknown>;
}

/** Around every call of the typed API, by a request or in this process: what changes something is noted, reading costs nothing. */
export async function noteChanges({ context, path, input, next }: CalledProcedure): Promise<unknown> {
  const name = path.join('.');
  if (!Object.hasOwn(operationWords, name)) return await next();
  const { needs, caller } = context;
  const codeOf = (error: unknown): string => toOrpcError(error, true).code;
  return await needs.operations.run({ ...caller, name, input, codeOf }, next);
}
