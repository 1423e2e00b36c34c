import { Argument, Command as Commander, Option } from 'commander';
import { type AnyCommand, type Shape } from './command.ts';
import { globalFlags } from './global-flags.ts';
import { describeShape, type FieldFacts } from './describe-shape.ts';
import { commonExits, exitMeanings } from './exits.ts';
import type { OutputStreams } from './output.ts';

/** What the parser found: the command and its words, not yet checked against the schemas. */
export type Invoke = (
  command: AnyCommand,
  words: readonly unknown[],
  flags: Readonly<Record<string, unknown>>,
) => Promise<void>;

export interface ProgramOptions {
  readonly version: string;
  readonly commands: readonly AnyCommand[];
  /** Words that hold several commands, with their line in help, e.g. `db`. */
  readonly groups: Readonly<Record<string, string>>;
  readonly streams: OutputStreams;
  /** Words after the program's name. Commands that are not among them are known by name only: shapes cost start-up time. */
  readonly words: readonly string[];
  /** False: a group alone runs no command, so that a word it does not know is told as an unknown command. */
  readonly hasDefaults?: boolean;
  readonly invoke: Invoke;
}

/** Words that show the shapes of commands that are not named themselves. */
const HELP_WORDS: ReadonlySet<string> = new Set(['help', '-h', '--help']);

/** `--dry-run`, `--layout <text>`, `--no-open` (a boolean that is true by default). */
export function flagWords(field: FieldFacts): string {
  if (field.kind !== 'boolean') return `--${field.word} <${field.placeholder}>`;
  return field.defaultValue === true ? `--no-${field.word}` : `--${field.word}`;
}

/** `<folder>`, `[folder]`, `[folder...]`. */
export function positionalWords(field: FieldFacts): string {
  const word = field.kind === 'list' ? `${field.word}...` : field.word;
  return field.isOptional ? `[${word}]` : `<${word}>`;
}

/** The exit codes a command can end with, in order, with their meaning. */
export function exitsOf(command: AnyCommand): readonly (readonly [number, string])[] {
  const meanings: Readonly<Record<string, string>> = {
    ...Object.fromEntries(commonExits.map((code) => [code, exitMeanings[code] ?? ''])),
    ...command.exits,
  };
  return Object.entries(meanings).map(([code, meaning]) => [Number(code), meaning]);
}

/** ` (default: 3)`, or nothing where there is none to tell. */
function shownDefault({ kind, defaultValue }: FieldFacts): string {
  if (defaultValue === undefined || kind === 'boolean' || kind === 'list') return '';
  return ` (default: ${typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)})`;
}

function optionsOf(shape: Shape): readonly Option[] {
  return describeShape(shape).map((field) => {
    const option = new Option(flagWords(field), field.description + shownDefault(field));
    // Defaults come from the schema; the parser passes on only what was typed.
    if (field.kind === 'list')
      option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    return option;
  });
}

function helpAfter(command: AnyCommand): string {
  const exits = exitsOf(command).map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  const examples = (command.examples ?? []).map((line) => `  supervisor ${line}`);
  return [...(examples.length > 0 ? ['', 'Examples:', ...examples] : []), '', 'Exit codes:', ...exits].join('\n');
}

/** The command tree for the parser. It throws `CommanderError` instead of ending the process. */
export function createProgram(options: ProgramOptions): Commander {
  const program = new Commander('supervisor')
    .description('Takes in, catalogues, checks and shows photo and video archives. Originals are never changed.')
    .version(options.version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void options.streams.out.write(text),
      writeErr: (text) => void options.streams.err.write(text),
      outputError: () => undefined, // printed by the caller, as text or JSON
    })
    .exitOverride();
  for (const option of optionsOf(globalFlags)) program.addOption(option);
  const groups = new Map<string, Commander>();
  const hasDefaults = options.hasDefaults ?? true;
  const isForHelp = options.words.length === 0 || options.words.some((word) => HELP_WORDS.has(word));
  for (const command of options.commands) {
    const [first = '', second] = command.name.split(' ');
    const word = second ?? first;
    const made = nameCommand(second ? groupOf(first) : program, word, {
      summary: command.summary,
      isDefault: hasDefaults && command.isDefault === true,
    });
    if (isForHelp || command.isDefault || options.words.includes(word)) shapeCommand(made, command, options.invoke);
  }
  return program;

  function groupOf(word: string): Commander {
    const known = groups.get(word);
    if (known) return known;
    const group = program
      .command(word)
      .description(options.groups[word] ?? '')
      .helpCommand(false);
    groups.set(word, group);
    return group;
  }
}

function nameCommand(parent: Commander, word: string, about: { summary: string; isDefault: boolean }): Commander {
  return parent.command(word, { isDefault: about.isDefault }).summary(about.summary);
}

function shapeCommand(made: Commander, command: AnyCommand, invoke: Invoke): void {
  made
    .description(command.details ? `${command.summary}.\n\n${command.details}` : `${command.summary}.`)
    .addHelpText('after', helpAfter(command));
  for (const field of describeShape(command.positionals ?? {})) {
    made.addArgument(new Argument(positionalWords(field), field.description));
  }
  for (const option of optionsOf(command.flags ?? {})) made.addOption(option);
  made.action(async () => invoke(command, made.processedArgs, made.optsWithGlobals()));
}
