import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { type CommandNeeds, defineCommand } from './command.ts';
import { runCommandLine } from './run-command-line.ts';

const count = defineCommand({
  name: 'count',
  summary: 'Count the files of folders',
  positionals: { folders: z.array(z.string()).min(1).describe('Where to look') },
  flags: {
    dryRun: z.boolean().default(false).describe('Only say what would be done'),
    depth: z.number().int().min(1).default(3).describe('Levels below the folder'),
    skip: z.array(z.string()).default([]).describe('Names to leave out'),
    order: z.enum(['name', 'size']).optional().describe('Sort by'),
  },
  exits: { 3: 'some folders could not be read' },
  examples: ['count photos --depth 2'],
  async run({ args, flags, print }, { seen }: { seen: unknown[] }) {
    seen.push({ args, flags });
    print.line({ type: 'folder', name: args.folders[0] ?? '' }, print.paint('bold', `folder ${args.folders[0] ?? ''}`));
    print.summary({ files: 7 }, '7 files');
    return 3;
  },
});
const broken = defineCommand({
  name: 'shelf break',
  summary: 'Fail',
  async run({ signal }) {
    if (signal.aborted) throw signal.reason;
    throw new AppError('disk_full', 'No room on /photos');
  },
});
const list = defineCommand({
  name: 'drawer list',
  summary: 'List',
  isDefault: true,
  run: () => Promise.resolve(0),
});
const commands = [count, broken, list] as const;

async function run(words: string[], options: { isTTY?: boolean; env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {}) {
  const texts = { out: '', err: '' };
  const seen: unknown[] = [];
  const exit = await runCommandLine({
    version: '9.9.9',
    commands,
    groups: { shelf: 'About shelves', drawer: 'About drawers' },
    needs: { seen },
    words,
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
    streams: {
      out: { write: (text) => (texts.out += text), isTTY: options.isTTY ?? false, columns: 80 },
      err: { write: (text) => (texts.err += text) },
    },
  });
  return { exit, seen, ...texts };
}

describe('runCommandLine', () => {
  it('hands over checked values, with the defaults of the schema', async () => {
    const { seen, exit } = await run([
      'count',
      'a',
      'b',
      '--dry-run',
      '--depth',
      '2',
      '--skip',
      'x',
      '--skip',
      'y',
      '--data',
      'd',
    ]);
    assert.equal(exit, 3);
    assert.deepEqual(seen, [
      {
        args: { folders: ['a', 'b'] },
        flags: { dryRun: true, depth: 2, skip: ['x', 'y'], data: 'd', json: false },
      },
    ]);
  });

  it('[S-379] prints text with a summary line, or one typed object a line with --json', async () => {
    assert.equal((await run(['count', 'a'])).out, 'folder a\n7 files\n');
    const lines = (await run(['--json', 'count', 'a'])).out.trim().split('\n');
    assert.deepEqual(
      lines.map((line): unknown => JSON.parse(line)),
      [
        { type: 'folder', name: 'a' },
        { type: 'summary', files: 7 },
      ],
    );
  });

  it('colours only for a terminal without NO_COLOR', async () => {
    assert.ok((await run(['count', 'a'], { isTTY: true })).out.startsWith('\u001B[1m'));
    assert.equal((await run(['count', 'a'], { isTTY: true, env: { NO_COLOR: '1' } })).out, 'folder a\n7 files\n');
  });

  it('suggests the nearest command and flag, and ends with 64', async () => {
    const command = await run(['cuont', 'a']);
    assert.equal(command.exit, 64);
    assert.match(command.err, /unknown command 'cuont'[\s\S]*Did you mean count\?/);
    const flag = await run(['count', 'a', '--dpeth', '2']);
    assert.equal(flag.exit, 64);
    assert.match(flag.err, /Did you mean --depth\?/);
  });

  it('takes a mistyped word of a group for a command, also where the group alone runs one', async () => {
    const near = await run(['drawer', 'lits']);
    assert.deepEqual([near.exit, /unknown command 'lits'\n\(Did you mean list\?\)/u.test(near.err)], [64, true]);
    const far = await run(['shelf', 'foo']);
    assert.deepEqual([far.exit, /unknown command 'foo'\n\(There are: break\)/u.test(far.err)], [64, true]);
    assert.match((await run(['zzzz'])).err, /\(There are: count, shelf, drawer\)/u);
    assert.match((await run(['drawer', 'list', 'foo'])).err, /too many arguments for 'list'/u);
  });

  it('names the flag whose value does not fit', async () => {
    const { err, exit } = await run(['count', 'a', '--depth', 'deep']);
    assert.equal(exit, 64);
    assert.match(err, /--depth: .*number/);
    assert.match((await run(['count', 'a', '--order', 'colour'])).err, /--order: has to be one of name, size/);
  });

  it('asks for a missing positional', async () => {
    const { exit, err } = await run(['count']);
    assert.equal(exit, 64);
    assert.match(err, /folders/);
  });

  it('prints message, help sentence and code of an error', async () => {
    const { err, exit } = await run(['shelf', 'break']);
    assert.equal(exit, 1);
    assert.equal(
      err,
      'Error: No room on /photos\n  Free space on the volume; waiting work goes on by itself.\n  (code disk_full)\n',
    );
    const json: unknown = JSON.parse((await run(['shelf', 'break', '--json'])).out);
    assert.deepEqual(json, {
      type: 'error',
      code: 'disk_full',
      message: 'No room on /photos',
      help: 'Free space on the volume; waiting work goes on by itself.',
      exit: 1,
    });
  });

  it('ends with 130 when it was stopped', async () => {
    assert.equal((await run(['shelf', 'break'], { signal: AbortSignal.abort() })).exit, 130);
  });

  it('documents flags, defaults, examples and exit codes in --help', async () => {
    const { out, exit } = await run(['count', '--help']);
    assert.equal(exit, 0);
    for (const text of [
      '--dry-run',
      '--depth <n>',
      '(default: 3)',
      '--order <name|size>',
      '<folders...>',
      '--json',
      '--data <folder>',
    ]) {
      assert.ok(out.includes(text), `${text} in ${out}`);
    }
    assert.match(out, /supervisor count photos --depth 2/);
    assert.match(out, /3 {2}some folders could not be read/);
    assert.match(out, /64 {2}wrong call/);
  });

  it('shows the commands of a group that is called without one', async () => {
    const { err, exit } = await run(['shelf']);
    assert.equal(exit, 64);
    assert.match(err, /break +Fail/);
  });

  it('does not compile while a need is missing', () => {
    // @ts-expect-error -- `seen` is asked for by `count`
    const needs: CommandNeeds<typeof commands> = {};
    assert.ok(needs);
  });
});
