import assert from 'node:assert/strict';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { ensureBuilt } from '../scripts/ensure-built.ts';
import { checkoutRoot } from '../scripts/run-step.ts';
import { filesBelow } from './fixtures/files-below.ts';
import { programAt } from './fixtures/program.ts';
import { tempFolder } from './fixtures/temp-folder.ts';
import { until } from './fixtures/until.ts';

const PATIENTLY = ['--wait', '120'];

/** The program as it is installed: compiled, without its sources, in a folder of this name. */
async function install(folder: string): Promise<string> {
  assert.ok(await ensureBuilt());
  await mkdir(folder);
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(join(checkoutRoot, part), join(folder, part), { recursive: true });
  await symlink(join(checkoutRoot, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin/app.js');
}

it('[S-136] works detached and in a terminal where program, data, settings, logs and photos lie in folders with spaces', async () => {
  await using folder = await tempFolder();
  const named = (name: string): string => join(folder.path, name);
  const app = programAt(await install(named('my program')));
  const [data, photos, config] = [named('my data'), named('my photos'), named('my settings.yaml')];
  await mkdir(join(photos, 'a trip'), { recursive: true });
  await sharp({ create: { width: 60, height: 40, channels: 3, background: '#08f' } })
    .jpeg()
    .toFile(join(photos, 'a trip', 'one two.jpg'));
  const paths = { logs: named('my logs'), derivatives: named('my pictures') };
  await writeFile(config, JSON.stringify({ server: { port: 0 }, import: { settleMs: 0 }, paths }));
  const where = ['--data', data, '--config', config];
  const begun = await app.run('start', '--background', ...PATIENTLY, ...where, photos);
  const [start] = begun.lines;
  try {
    assert.deepEqual(
      [begun.exit, start?.['status'], start?.['logFile']],
      [0, 'started', join(paths.logs, 'output.log')],
    );
    const words = start?.['command'] as string[];
    assert.deepEqual([words[1], words.slice(-1)], [join(named('my program'), 'bin/app.js'), [photos]]);
    using working = app.start('work', '--queues', 'pictures', ...where);
    using database = new DatabaseSync(join(data, 'catalogue.sqlite'), { readOnly: true });
    const asset = database.prepare('select pictures_state, metadata_method from asset');
    await until(
      () => asset.get()?.['pictures_state'] === 'ready' && asset.get()?.['metadata_method'] === 'exiftool_fast',
    );
    const worker = database.prepare("select queues from worker where pid = ? and state != 'stopped'");
    await until(() => worker.get(working.child.pid ?? 0)?.['queues'] === '["pictures"]');
    assert.equal(filesBelow(paths.derivatives).length, 3);
  } finally {
    assert.equal((await app.run('stop', ...where)).exit, 0);
  }
});
