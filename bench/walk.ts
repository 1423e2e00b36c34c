import { wholeTree } from '../src/tools/walk/test-order.ts';
import { walkFolder } from '../src/tools/walk/walk-folder.ts';
import { fillCatalogue } from './fill-catalogue.ts';
import { photoLibrary } from './library.ts';
import { type BenchEnv, compare, type Row } from './row.ts';
import { runCommand } from './run-command.ts';
import { dataFolder, runSupervisor } from './supervisor.ts';

/** What the issue asks for; a smaller tree hides what grows. */
const FILES = 100_000;

/** Looking for changes where nothing changed: the walk alone, then the whole command, against `find -printf`. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const tree = await photoLibrary({ ...env, n: FILES, size: 'tiny' });
  await using data = await dataFolder();
  env.tell('filling a catalogue with the tree');
  await fillCatalogue(data.path, tree.folder);
  const find: number[] = [];
  const walk: number[] = [];
  const rescan: number[] = [];
  for (let i = 0; i < env.repeat; i++) {
    find.push((await runCommand(['find', tree.folder, '-printf', '%p %s %T@ %i\n'])).wallMs);
    walk.push(await timeWalk(tree.folder));
    rescan.push((await runSupervisor(['import', tree.folder, '--json', '--data', data.path])).wallMs);
  }
  const limit = { unit: 'ms', limit: find, name: 'find -printf' };
  return [
    compare(`walk of ${FILES} files`, walk, limit),
    compare(`rescan of ${FILES} unchanged files`, rescan, {
      ...limit,
      atMost: 3,
      note: 'the whole command, from its start to its end; warm cache for both',
    }),
  ];
}

async function timeWalk(root: string): Promise<number> {
  const startedMs = performance.now();
  let files = 0;
  const order = { ...wholeTree, root };
  for await (const reports of walkFolder(order, new AbortController().signal))
    files += reports.reduce((sum, report) => sum + report.count, 0);
  if (files < FILES) throw new Error(`The walk met ${files} files`);
  return performance.now() - startedMs;
}
