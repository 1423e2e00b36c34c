import { CommanderError } from 'commander';
import { z } from 'zod';
import { AppError, toAppError } from '../base/errors.ts';
import { issueText } from '../base/issue-text.ts';
import { helpFor } from '../contract/errors.ts';
import type { AnyCommand, CommandNeeds, Shape } from './command.ts';
import { globalFlags } from './global-flags.ts';
import { describeShape } from './describe-shape.ts';
import { EXIT, exitOf } from './exits.ts';
import { createPrint, type OutputStreams, type Print } from './output.ts';
import { createProgram, type Invoke } from './program.ts';

export interface CommandLine<Commands extends readonly AnyCommand[]> {
  readonly version: string;
  readonly commands: Commands;
  readonly groups: Readonly<Record<string, string>>;
  readonly needs: CommandNeeds<Commands>;
  /** Words after the program's name. */
  readonly words: readonly string[];
  readonly streams: OutputStreams;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when the person or the system asks the command to stop. */
  readonly signal: AbortSignal;
}

/** Parses, checks and runs one command line. @returns the exit code; errors are printed, never thrown */
export async function runCommandLine<const Commands extends readonly AnyCommand[]>(
  line: CommandLine<Commands>,
): Promise<number> {
  const print = createPrint(line.streams, { json: line.words.includes('--json'), env: line.env });
  let exit: number = EXIT.ok;
  const invoke: Invoke = async (command, words, flags) => {
    const args = check(command.positionals ?? {}, positionalsByName(command, words), '');
    const common = z.object(globalFlags).parse(flags);
    exit = await command.run(
      {
        args,
        flags: { ...check(command.flags ?? {}, flags, '--'), ...common },
        print,
        signal: line.signal,
        env: line.env,
      },
      line.needs,
    );
  };
  try {
    await createProgram({ ...line, invoke }).parseAsync([...line.words], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok; // help and version
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.wrongCall; // a group without its command
    if (line.signal.aborted) {
      print.line({ type: 'interrupted', exit: EXIT.interrupted }, 'Stopped.');
      return EXIT.interrupted;
    }
    return printError(print, (await wrongCallOf(error, line)) ?? toAppError(error));
  }
}

function positionalsByName(command: AnyCommand, words: readonly unknown[]): Readonly<Record<string, unknown>> {
  const names = Object.keys(command.positionals ?? {});
  return Object.fromEntries(names.map((name, index) => [name, words[index]]));
}

/** The typed values; numbers are read from their text. @throws bad_call naming the field */
function check(shape: Shape, values: Readonly<Record<string, unknown>>, prefix: '' | '--'): Record<string, unknown> {
  const fields = describeShape(shape);
  const read = fields.flatMap(({ name, kind }) => {
    const value = values[name];
    if (value === undefined) return [];
    return [[name, kind === 'number' && typeof value === 'string' && value.trim() !== '' ? Number(value) : value]];
  });
  const result = z.object(shape).safeParse(Object.fromEntries(read));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = fields.find(({ name }) => name === String(issue?.path[0]));
  throw new AppError('bad_call', `${prefix}${field?.word ?? 'value'}: ${issue ? issueText(issue) : 'is not valid'}`, {
    details: { issues: result.error.issues },
  });
}

async function wrongCallOf<const Commands extends readonly AnyCommand[]>(
  thrown: unknown,
  line: CommandLine<Commands>,
): Promise<AppError | undefined> {
  if (!(thrown instanceof CommanderError)) return undefined;
  const error = thrown.code === 'commander.excessArguments' ? ((await unknownWord(line)) ?? thrown) : thrown;
  const message = error.message.replace(/^error: /, '');
  const isUnknown = error.code === 'commander.unknownCommand' && !message.includes('\n'); // else it names the nearest one
  return new AppError('bad_call', isUnknown ? `${message}\n${namesNear(message, line)}` : message, { cause: error });
}

/** `jobs foo` is read as `jobs list foo`: without the command that a group runs alone, the parser tells of the unknown word. */
async function unknownWord<const Commands extends readonly AnyCommand[]>(
  line: CommandLine<Commands>,
): Promise<CommanderError | undefined> {
  const program = createProgram({ ...line, hasDefaults: false, invoke: () => Promise.resolve() });
  try {
    await program.parseAsync([...line.words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.code === 'commander.unknownCommand') return error;
  }
  return undefined;
}

/** The commands among which the unknown one was looked for. */
function namesNear(message: string, { words, groups, commands }: CommandLine<readonly AnyCommand[]>): string {
  const before = words.slice(
    0,
    words.findIndex((word) => message.includes(`'${word}'`)),
  );
  const group = before.find((word) => Object.hasOwn(groups, word));
  const names = commands.flatMap(({ name }) => {
    const [first = '', second] = name.split(' ');
    return group === undefined ? [first] : first === group && second !== undefined ? [second] : [];
  });
  return `(There are: ${[...new Set(names)].join(', ')})`;
}

function printError(print: Print, error: AppError): number {
  const exit = exitOf(error);
  const help = helpFor(error.code);
  if (print.mode === 'json') {
    print.line({ type: 'error', code: error.code, message: error.message, help, exit }, '');
  } else {
    print.note(`Error: ${error.message}\n  ${help}\n  (code ${error.code})`);
  }
  return exit;
}
