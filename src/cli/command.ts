import type { z } from 'zod';
import type { GlobalFlags } from './global-flags.ts';
import type { Print } from './output.ts';

/** Names → schemas; the order is the order in help, and for positionals on the command line. */
export type Shape = Readonly<Record<string, z.ZodType>>;

type OutputOf<S extends Shape> = { readonly [K in keyof S]: z.output<S[K]> };

/** One run of a command: its words and flags are already checked. */
export interface Call<P extends Shape, F extends Shape> {
  readonly args: OutputOf<P>;
  readonly flags: OutputOf<F> & GlobalFlags;
  readonly print: Print;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts on Ctrl+C and SIGTERM; a second Ctrl+C ends the process at once. */
  readonly signal: AbortSignal;
}

/** A command of the tree. Parser, `--help`, checks and docs/generated/cli.md come from this one object. */
export interface Command<Name extends string, P extends Shape, F extends Shape, Needs> {
  /** Words after `supervisor`, e.g. `import` or `db status`. */
  readonly name: Name;
  /** One line, no full stop. */
  readonly summary: string;
  /** Paragraphs for `--help` and the docs. */
  readonly details?: string;
  /** Strings; optional ones last; an array takes the rest. */
  readonly positionals?: P;
  /** `dryRun` becomes `--dry-run`; booleans take no value, arrays may be repeated. */
  readonly flags?: F;
  /** Exit codes beyond 0, 1, 64 and 130 (and a better word for 0 or 1). */
  readonly exits?: Readonly<Record<number, string>>;
  /** Whole command lines without the program's name. */
  readonly examples?: readonly string[];
  /** Runs when only the first word of `name` is given. */
  readonly isDefault?: boolean;
  /** @returns the exit code; a thrown `AppError` is printed with its help and ends with 1 or its own exit code. */
  run(call: Call<P, F>, needs: Needs): Promise<number>;
}

/** Declares a command; the types of `args`, `flags` and needs are inferred. */
export function defineCommand<
  const Name extends string,
  P extends Shape = Record<never, never>,
  F extends Shape = Record<never, never>,
  Needs = unknown,
>(command: Command<Name, P, F, Needs>): Command<Name, P, F, Needs> {
  return command;
}

/** A command of any shape and need, for lists of commands. */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of commands holds commands of every shape and need
export type AnyCommand = Command<string, any, any, any>;

/** Distributes over the commands before it intersects, so that one without needs (`unknown`) does not swallow the others. */
type TakesNeeds<C> = C extends { run(call: never, needs: infer N): Promise<number> } ? (needs: N) => void : never;

/** What a list of commands asks for together: the entry point does not compile while a part is missing. */
export type CommandNeeds<Commands extends readonly AnyCommand[]> =
  TakesNeeds<Commands[number]> extends (needs: infer Needs) => void ? Needs : never;
