import { closest } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { AppError, toAppError } from '../base/errors.ts';
import { issueText } from '../base/issue-text.ts';
import { Config } from './schema.ts';

/** One thing wrong in a config file. */
export interface ConfigProblem {
  readonly file: string;
  /** From 1; undefined when the key is not in the file. */
  readonly line?: number;
  /** `section.name`; '' when the file cannot be read as YAML. */
  readonly key: string;
  readonly message: string;
}

/** A config file taken apart. `document` keeps comments and order for writing. */
export interface ParsedConfig {
  readonly document: Document;
  /** Undefined when there are problems. */
  readonly config?: Config;
  readonly problems: readonly ConfigProblem[];
}

/** Reads YAML text as settings; says everything that is wrong at once. An empty text = all defaults. */
export function parseConfig(text: string, file: string): ParsedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      file,
      line: lines.linePos(pos[0]).line,
      key: '',
      message,
    }));
    return { document, problems };
  }
  const values = readValues(document);
  if ('message' in values) return { document, problems: [{ file, key: '', message: values.message }] };
  const result = Config.safeParse(values.values);
  if (result.success) return { document, config: freeze(result.data), problems: [] };
  const problems = result.error.issues.flatMap((issue) =>
    explain(issue).map(({ path, message }) => {
      const offset = offsetOf(document, path);
      const key = path.join('.');
      return offset === undefined ? { file, key, message } : { file, line: lines.linePos(offset).line, key, message };
    }),
  );
  return { document, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** All problems as one error with code `config_invalid`; its message names file, line and key of each. */
export function configError(problems: readonly ConfigProblem[]): AppError {
  const texts = problems.map(({ file, line, key, message }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return key === '' ? `${place}: ${message}` : `${place}: ${key}: ${message}`;
  });
  return new AppError('config_invalid', texts.join('\n'), { details: { file: problems[0]?.file, problems } });
}

function readValues(document: Document): { values: unknown } | { message: string } {
  try {
    return { values: fillSections(document.toJS() ?? {}, Config.parse({})) };
  } catch (error) {
    return { message: toAppError(error).message }; // aliases without end
  }
}

/** A section whose keys are all commented out is null in YAML. */
function fillSections(value: unknown, defaults: unknown): unknown {
  if (!isRecord(defaults)) return value;
  if (value === null) return {};
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, fillSections(child, defaults[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Explained {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function explain(issue: z.core.$ZodIssue): readonly Explained[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issueText(issue) }];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const nearest = closest(key, known);
    const message = `unknown setting; the nearest is ${[...issue.path, nearest].join('.')}`;
    return { path: [...issue.path, key], message };
  });
}

/** Names that the schema has at a path. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let value: unknown = Config.parse({});
  for (const step of path) value = isRecord(value) ? value[String(step)] : undefined;
  return isRecord(value) ? Object.keys(value) : [];
}

/** Where the deepest part of the path that is in the document begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step);
    if (!pair) break;
    if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
