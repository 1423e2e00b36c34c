import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCodes } from '../src/contract/errors.ts';
import { defaultExports, layerMatrix, longFiles, portModules } from './layer-matrix.ts';
import { type ImportLine, readSources, type SourceFile } from './source-file.ts';

const sources = readSources();
const program = sources.filter((file) => file.path.startsWith('src/') && !file.isTest);
const byPath = new Map(sources.map((file) => [file.path, file]));
const MAX_LINES = 250;
const MAX_TEST_LINES = 400;
const EMPTY_WORDS = /(?:^|[-/.])(?:utils?|helpers?|common|shared|misc|types|constants|manager|service)(?:[-/.]|$)/;

function moduleOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'src') return parts[0] ?? '';
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

/** Why this import is not allowed, or undefined. */
function fault(file: SourceFile, entry: ImportLine): string | undefined {
  const to = moduleOf(entry.target);
  if (!entry.isLocal || file.module === to) return undefined;
  if (file.module === 'web') return to === 'contract' ? undefined : 'the pages import only the contract';
  if (file.module === '') return undefined;
  if (to === '') return entry.target === 'package.json' ? undefined : 'nobody imports the root';
  if (file.module === 'integrations') {
    return to === 'base' || (portModules.includes(to) && entry.isTypeOnly)
      ? undefined
      : 'an integration imports base, and its port as a type';
  }
  return layerMatrix[file.module]?.includes(to) ? undefined : `${file.module} may not import ${to}`;
}

function list(lines: readonly string[]): void {
  assert.deepEqual(lines, []);
}

describe('architecture', () => {
  it('[S-345] keeps every import inside the layer matrix, so that no route reaches the command line', () => {
    const files = sources.filter(
      (file) => (file.path.startsWith('src/') || file.path.startsWith('web/src/')) && !file.isTest,
    );
    list(
      files.flatMap((file) =>
        file.imports.flatMap(
          (entry) => fault(file, entry)?.concat(`: ${file.path}:${entry.line} → ${entry.target}`) ?? [],
        ),
      ),
    );
    list(['cli', 'api'].filter((module) => layerMatrix['api']?.includes(module)));
  });

  it('[S-135] [S-297] lets no route start a worker, run a job or change the schema', () => {
    const doers = /^src\/(?:jobs\/(?:worker|run-job|scheduler|attempt)|db\/migrate)\.ts$/;
    list(
      program
        .filter((file) => file.module === 'api')
        .flatMap((file) =>
          file.imports.filter(({ target }) => doers.test(target)).map(({ target }) => `${file.path} → ${target}`),
        ),
    );
  });

  it('knows every folder of src', () => {
    const known = new Set([...Object.keys(layerMatrix), 'integrations', '']);
    list([...new Set(program.map((file) => file.module))].filter((module) => !known.has(module)));
  });

  it('has no cycle of imports that run', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'open') cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (state.has(path)) return;
      state.set(path, 'open');
      for (const entry of byPath.get(path)?.imports ?? []) {
        if (!entry.isTypeOnly && byPath.has(entry.target)) visit(entry.target, [...trail, path]);
      }
      state.set(path, 'done');
    };
    for (const file of sources) visit(file.path, []);
    list(cycles);
  });

  it('keeps every file short', () => {
    const limitOf = (file: SourceFile): number => (file.isTest || file.module === 'test' ? MAX_TEST_LINES : MAX_LINES);
    const long = sources.filter(
      (file) => file.text.trimEnd().split('\n').length > limitOf(file) && !(file.path in longFiles),
    );
    list(long.map((file) => file.path));
    list(Object.keys(longFiles).filter((path) => !byPath.has(path)));
  });

  it('names every file after what it holds', () => {
    list(
      sources
        .filter(
          (file) => /(?:^|\/)index\.tsx?$/.test(file.path) || EMPTY_WORDS.test(file.path.replace(/\.[a-z]+$/, '')),
        )
        .map((file) => file.path),
    );
    list(sources.filter((file) => !/^[a-z0-9/.-]+$/.test(file.path)).map((file) => file.path));
  });

  it('exports by name only', () => {
    list(
      sources
        .filter((file) => /^export default/m.test(file.text) && !defaultExports.includes(file.path))
        .map((file) => file.path),
    );
  });

  it('lists everything that is declared in its registry', () => {
    const registries = { defineJob: 'src/kinds.ts', defineCommand: 'src/commands.ts', defineEvent: 'src/events.ts' };
    for (const [define, registry] of Object.entries(registries)) {
      const declared = program.flatMap((file) =>
        [...file.text.matchAll(new RegExp(`^export const (\\w+) = ${define}\\(`, 'gm'))].map((match) => match[1] ?? ''),
      );
      const listed = byPath.get(registry)?.text ?? '';
      list(
        declared
          .filter((name) => !new RegExp(`^  ${name},$|[[ ]${name}[\\],]`, 'm').test(listed))
          .map((name) => `${name} is not in ${registry}`),
      );
    }
  });

  it('knows every error code that is thrown, and throws every code it knows', () => {
    const thrown = program.flatMap((file) =>
      [...file.text.matchAll(/new AppError\(\s*'([^']+)'/g)].map((match) => ({
        code: match[1] ?? '',
        path: file.path,
      })),
    );
    list(thrown.filter(({ code }) => !Object.hasOwn(errorCodes, code)).map(({ code, path }) => `${code} in ${path}`));
    const text = program
      .filter((file) => !/^src\/contract\/(?:file-)?errors\.ts$/.test(file.path))
      .map((file) => file.text)
      .join('\n');
    list(Object.keys(errorCodes).filter((code) => !text.includes(`'${code}'`)));
  });

  it('gives every test of a file its own name', () => {
    for (const file of sources.filter(({ isTest }) => isTest)) {
      const names = [...file.text.matchAll(/^\s*it\(\s*(['"`])(.*?)\1/gm)].map((match) => match[2] ?? '');
      list(names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${file.path}: ${name}`));
    }
  });

  it('says of every exported thing what it promises', () => {
    list(program.flatMap(undocumented));
  });

  it('[S-029] connects to nothing but its own server and its database', () => {
    const ways =
      /(?<![.\w]|async )fetch\(|new (?:WebSocket|EventSource)\(|import (?!type)[^;]*from '(?:node:(?:net|https?|http2|dgram|dns|tls)|undici|pg|@orpc\/client|@orpc\/openapi-client[^']*)'/;
    const known = new Set([
      'src/api/guard.ts', // only tells addresses from names
      'src/doctor/check-port.ts', // only listens
      'src/cli/background/live-answer.ts', // only to an address of this library
      'src/cli/server-calls.ts',
      'src/cli/server-gone.ts', // only to the address that a person gives it
      'src/db/open-postgres.ts',
      'src/db/postgres-client.ts',
      'src/db/postgres-packet.ts',
    ]);
    list(program.filter((file) => ways.test(file.text) && !known.has(file.path)).map((file) => file.path));
  });

  it('[S-136] opens no window of a console on Windows for a program that it starts', () => {
    const starting = program.filter((file) => / from 'node:child_process'/.test(file.text));
    const shown = new Set(['src/cli/open-in-browser.ts']); // is to be seen
    assert.ok(starting.length >= 5);
    list(
      starting
        .filter((file) => !shown.has(file.path) && !/\bwindowsHide: true\b/.test(file.text))
        .map((file) => file.path),
    );
  });

  it('[S-347] starts programs with argument lists, never through a shell', () => {
    const shells = /\bshell:\s*(?!false)|\bexec(?:Sync)?\s*[(,}].*child_process|\bexecSync\(/;
    list(program.filter((file) => shells.test(file.text)).map((file) => file.path));
    const imports = program.flatMap((file) =>
      [...file.text.matchAll(/import \{([^}]*)\} from 'node:child_process'/g)].map((match) => ({
        names: match[1] ?? '',
        path: file.path,
      })),
    );
    list(imports.filter(({ names }) => /\bexec(?:Sync)?\b/.test(names)).map(({ path }) => path));
  });
});

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (?<name>\w+)/;

/** A command has a summary, a format a label; options and records are told by their members or by the one who takes them. */
function tellsItself(lines: readonly string[]): boolean {
  const [first = ''] = lines;
  if (/= defineCommand\(|^export const \w+: Format = /.test(first)) return true;
  if (/^export interface \w+(?:Options|Needs|Parts|Ask|Table)\b/.test(first)) return true;
  const body = lines.slice(0, lines.findIndex((line) => /^[}\]]|;$/.test(line) && !line.startsWith(' ')) + 1);
  // Schemas and routes of the contract say it of each field, for the API's documents.
  if (
    /^export const \w+ = (?:z|oc|\{|\w+\.extend)/.test(first) &&
    body.some((line) => /\.describe\(|summary:/.test(line))
  )
    return true;
  return /^export (?:interface|type)\b/.test(first) && body.some((line) => line.trimStart().startsWith('/**'));
}

/** Exported symbols without a doc comment. A type beside the schema of the same name is told by the schema. */
function undocumented(file: SourceFile): readonly string[] {
  const lines = file.text.split('\n');
  const told = new Set<string>();
  return lines.flatMap((line, index) => {
    const name = EXPORT.exec(line)?.groups?.['name'];
    if (name === undefined) return [];
    let above = index - 1;
    while (lines[above]?.startsWith('// oxlint-disable')) above -= 1;
    const isWired = /^export type (\w+) = z\.infer<typeof \1>/.test(line); // told by its schema
    if (isWired || lines[above]?.trimEnd().endsWith('*/') || tellsItself(lines.slice(index))) told.add(name);
    return told.has(name) ? [] : [`${file.path}:${index + 1} ${name}`];
  });
}
