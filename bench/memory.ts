import { photoLibrary } from './library.ts';
import { type TreeUse, watchTree } from './process-tree.ts';
import { atMost, type BenchEnv, type Row } from './row.ts';
import { dataFolder, startSupervisor } from './supervisor.ts';

/** Often enough to see a picture being decoded, seldom enough not to be what is measured. */
const EVERY_MS = 100;
/** Growth from the second quarter of the run to its last that passes for flat. */
const FLAT = 1.15;

/** Memory of everything an import runs, at its height and over its course. One run: the figure is a maximum, not a time. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const { folder, note } = await photoLibrary(env);
  await using data = await dataFolder();
  await using running = startSupervisor(['import', folder, '--json', '--data', data.path]);
  const watch = watchTree(running.pid, EVERY_MS);
  const exitCode = await running.ended;
  const uses = watch.stop();
  if (exitCode !== 0 && exitCode !== 3) throw new Error(`The import ended with ${exitCode}: ${running.said()}`);
  const quarter = Math.ceil(uses.length / 4);
  const growth = highest(uses.slice(-quarter), 'pssMiB') / highest(uses.slice(quarter, 2 * quarter), 'pssMiB');
  const processes = Math.max(...uses.map((use) => use.processes));
  const shared = `${note}; up to ${processes} processes, pages they share counted once (resident, shared pages counted each time: ${highest(uses, 'rssMiB').toFixed(0)} MB)`;
  return [
    atMost('import, memory of all processes', [highest(uses, 'pssMiB')], { unit: 'MB', value: 700, note: shared }),
    atMost('import, memory of the main process', [highest(uses, 'ownPssMiB')], { unit: 'MB', value: 250 }),
    atMost('import, growth of memory from 2nd to 4th quarter', [growth], { unit: '×', value: FLAT }),
  ];
}

/** MiB as MB of the issue: the limits are meant for both. */
function highest(uses: readonly TreeUse[], of: 'pssMiB' | 'rssMiB' | 'ownPssMiB'): number {
  return Math.max(0, ...uses.map((use) => use[of]));
}
