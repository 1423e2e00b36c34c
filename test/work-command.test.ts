import assert from 'node:assert/strict';
import { it } from 'node:test';
import { getSettings } from '../src/cli/find-settings.ts';
import { openLibrary } from '../src/open-library.ts';
import { commandLine } from './fixtures/command-line.ts';
import { tempFolder } from './fixtures/temp-folder.ts';

const flags = (data: string) => ({ data, config: undefined, json: false });

it('[S-121] [S-313] ends a second worker of an exclusive queue with code 0, and says who holds it', async () => {
  await using folder = await tempFolder();
  await using library = await openLibrary(await getSettings(flags(folder.path), {}), 'run');
  await library.work({ queues: ['upkeep'], isExclusive: true });
  const second = await commandLine(['work', '--queues', 'upkeep,pictures', '--json', '--data', folder.path]);
  assert.equal(second.exit, 0);
  const [told] = second.lines;
  assert.deepEqual([told?.['type'], told?.['pid'], told?.['queues']], ['worker_active', process.pid, ['upkeep']]);
});

it('names the queues there are when one is asked for that is not', async () => {
  await using folder = await tempFolder();
  {
    await using _made = await openLibrary(await getSettings(flags(folder.path), {}), 'run');
  }
  const wrong = await commandLine(['work', '--queues', 'picturs', '--data', folder.path]);
  assert.equal(wrong.exit, 1);
  assert.match(wrong.err, /no queue picturs; there are .*pictures/u);
});
