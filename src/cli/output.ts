import { stripVTControlCharacters, styleText } from 'node:util';
import type { Json } from '../base/json.ts';

/** One typed object of `--json`. */
export interface OutputLine {
  readonly type: string;
  readonly [field: string]: Json | undefined;
}

/** Where a command's words go: standard output and standard error in the program, arrays in tests. */
export interface OutputStreams {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** How a command speaks: text for people, JSON lines for programs. Foreign text goes through `visibleText` first. */
export interface Print {
  readonly mode: 'text' | 'json';
  /** Somebody is looking: progress bars and cursor moves are welcome. False with `--json` and in pipes. */
  readonly isTerminal: boolean;
  /** Columns of the terminal; 100 in pipes. */
  readonly columns: number;
  /** One fact on standard output: `line` with `--json`, else `text`. */
  line(line: OutputLine, text: string): void;
  /** The last line of a run, `type: "summary"`. */
  summary(facts: Readonly<Record<string, Json>>, text: string): void;
  /** Words for people only, on standard error. */
  note(text: string): void;
  /** Colours the text where colours are shown (a terminal, no NO_COLOR). */
  paint(style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string): string;
}

/** The printer of one run. */
export function createPrint(streams: OutputStreams, options: { json: boolean; env: NodeJS.ProcessEnv }): Print {
  const { out, err } = streams;
  const isTerminal = out.isTTY === true && !options.json;
  const hasColour = isTerminal && !options.env['NO_COLOR'] && options.env['TERM'] !== 'dumb';
  const write = (line: OutputLine, text: string): void => {
    out.write(options.json ? `${JSON.stringify(line)}\n` : `${hasColour ? text : stripVTControlCharacters(text)}\n`);
  };
  return {
    mode: options.json ? 'json' : 'text',
    isTerminal,
    columns: out.columns ?? 100,
    line: write,
    summary: (facts, text) => write({ type: 'summary', ...facts }, text),
    note: (text) => {
      if (!options.json) err.write(`${text}\n`);
    },
    paint: (style, text) => (hasColour ? styleText(style, text, { validateStream: false }) : text),
  };
}
