import { z } from 'zod';
import { AppError } from '../../base/errors.ts';

const Reply = z.array(z.record(z.string(), z.unknown()));

/** Longer texts are cut, characters. */
const MAX_VALUE = 65_536;
/** Items of a list beyond this are left out. */
const MAX_ITEMS = 1_000;
const MAX_DEPTH = 8;
/** Integers beyond 2^53 would be rounded: kept as text. */
const LONG_NUMBER = /(?<!\\)": (-?\d{16,})(?=[,}\r\n])/g;

/** What ExifTool said of each file, by the path it was given. */
export interface FileTags {
  readonly tags: Record<string, unknown>;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/**
 * Parses the JSON of one command: an entry a file that could be opened, by its full path.
 * @throws metadata_failed when it is no JSON
 */
export function parseReply(reply: string): ReadonlyMap<string, FileTags> {
  const start = reply.indexOf('[');
  if (start === -1) return new Map();
  let rows: z.infer<typeof Reply>;
  try {
    rows = Reply.parse(JSON.parse(keepLongNumbers(reply.slice(start))));
  } catch (error) {
    throw new AppError('metadata_failed', 'ExifTool answered with broken JSON', { cause: error });
  }
  return new Map(rows.map((row) => [String(row['SourceFile']), fileTags(row)]));
}

function keepLongNumbers(json: string): string {
  return /\d{16}/.test(json) ? json.replace(LONG_NUMBER, '": "$1"') : json;
}

/** Facts of the file system say nothing about the picture and change with every copy; `File:FileType` and the like stay. */
const LEFT_OUT = /^(?:SourceFile|System:.*|ExifTool:.*|File:Directory)$/;

function fileTags(row: Readonly<Record<string, unknown>>): FileTags {
  const tags: Record<string, unknown> = {};
  const said = { Warning: [] as string[], Error: [] as string[] };
  for (const [key, value] of Object.entries(row)) {
    const message = /^ExifTool:(Warning|Error)/.exec(key)?.[1];
    if (message === 'Warning' || message === 'Error') said[message].push(...[value].flat().map(String));
    if (!LEFT_OUT.test(key)) tags[key] = cut(value, 0);
  }
  return { tags, warnings: said.Warning, errors: said.Error };
}

/** Bounds a value: long texts, long lists and deep structures are cut, and say so. */
export function cut(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return value.length <= MAX_VALUE ? value : `${value.slice(0, MAX_VALUE)} [cut: ${value.length} characters]`;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[cut: too deep]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => cut(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([key, item]) => [key, cut(item, depth + 1)]),
  );
}
