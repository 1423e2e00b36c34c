import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openLibrary } from '../src/open-library.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { until } from './fixtures/until.ts';

type Line = Readonly<Record<string, unknown>>;

it('[S-330] tells by the command line what commands changed, without a server and by one, and the settings file', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  const told = async (...flags: string[]): Promise<readonly Line[]> =>
    (await library.run('operations', '--json', ...flags)).lines.filter(({ type }) => type === 'operation');
  await library.photo('a.jpg');
  await library.import();
  await library.run('jobs', 'pause', 'pictures');
  await library.run('sweep');
  await library.run('sweep', '--dry-run');
  const names = ({ name, origin, outcome }: Line): string => `${String(name)} ${String(origin)} ${String(outcome)}`;
  assert.deepEqual((await told()).map(names), [
    'pictures.sweep command-line ok',
    'jobs.pause command-line ok',
    'imports.start command-line ok',
  ]);
  const text = await library.run('operations', '--name', 'imports');
  assert.match(text.out, /Start import \(imports\.start\): ok, 1 changed, \d+ ms .*is_\w+\n1 operation\n$/u);
  await using running = await openLibrary(await library.found(), 'run');
  await running.serve();
  await library.run('jobs', 'resume', 'pictures');
  await library.run('jobs', 'pause', 'nonsense');
  assert.deepEqual((await told('--limit', '2')).map(names), [
    'jobs.pause command-line queue_unknown',
    'jobs.resume command-line ok',
  ]);
  assert.equal((await told('--failed')).length, 1);
  await library.run('config', 'set', 'logs.level', 'debug');
  await until(async () => (await told('--origin', 'settings-file')).length === 1);
  const [changed] = await told('--origin', 'settings-file');
  assert.deepEqual([changed?.['input'], changed?.['touched']], [{ 'logs.level': 'debug' }, 1]);
  assert.deepEqual(await told('--days', '0'), []);
});
