import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { applyPreset, presetSteps } from '../src/config/apply-preset.ts';
import { leavesOf } from '../src/config/change.ts';
import { loadConfig } from '../src/config/load.ts';
import { presets } from '../src/config/presets.ts';
import { Config } from '../src/config/schema.ts';
import { commandLine } from './fixtures/command-line.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { tempFolder } from './fixtures/temp-folder.ts';

const MINE = `# of the house
pictures:
  concurrency: 5 # the fan
jobs:
  limits:
    scan: 2 # slow disk
`;

describe('operating presets', () => {
  it('[S-381] are settings that the product takes, and each undoes what another of its group did', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    for (const preset of presets) {
      await applyPreset(file, preset, false);
      const { config } = await loadConfig({ file, env: {}, dataFolder: folder.path });
      assert.deepEqual(presetSteps(config, preset.settings), [], preset.name);
    }
    for (const group of ['size', 'work']) {
      const keys = presets
        .filter((preset) => preset.group === group)
        .map(({ settings }) => leavesOf(settings).map(({ path }) => path.join('.')));
      for (const one of keys) assert.deepEqual(one, keys[0]);
    }
    const sizes = presets.filter(({ group }) => group === 'size');
    const readers = sizes.map(({ settings }) => (settings['import'] as Record<string, number | null>)['readers']);
    assert.deepEqual(readers, [1, null, 4]);
    const defaults = Config.parse({});
    const inEffect = presets.filter(({ settings }) => presetSteps(defaults, settings).length === 0);
    assert.deepEqual(
      inEffect.map(({ name }) => name),
      ['medium', 'full'],
    );
  });

  it('[S-381] show what they change, change it in the file with its comments, and give it back', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await writeFile(file, MINE);
    const preset = (...words: string[]) => commandLine(['config', 'preset', ...words, '--data', folder.path]);
    const tried = await preset('apply', 'small', '--dry-run', '--json');
    assert.deepEqual(tried.lines[1], { type: 'setting', key: 'pictures.concurrency', from: 5, to: 1 });
    assert.equal(await readFile(file, 'utf8'), MINE);
    const applied = await preset('apply', 'small');
    assert.match(applied.out, /^pictures\.concurrency +5 → 1$/mu);
    assert.match(applied.out, /^7 settings changed \(used after a restart: .*import\.readers/mu);
    const text = await readFile(file, 'utf8');
    assert.match(text, /^# of the house\n[\s\S]*concurrency: 1 # the fan\n[\s\S]*scan: 2 # slow disk/u);
    assert.match((await preset()).out, /^small .*\(in effect\)$/mu);
    assert.equal((await preset('apply', 'small')).out, 'All of it is so already.\n');
    await commandLine(['config', 'set', 'server.port', '4500', '--data', folder.path]);
    assert.match((await preset('undo')).out, /^pictures\.concurrency +1 → 5$/mu);
    assert.match(await readFile(file, 'utf8'), /concurrency: 5 # the fan\n[\s\S]*port: 4500/u);
    assert.doesNotMatch(await readFile(file, 'utf8'), /readers|caps/u);
    const again = await preset('undo');
    assert.deepEqual([again.exit, /preset_not_applied/u.test(again.err)], [1, true]);
  });

  it('name the nearest one for one that is not there', async () => {
    await using folder = await tempFolder();
    const { exit, err } = await commandLine(['config', 'preset', 'apply', 'smal', '--data', folder.path]);
    assert.equal(exit, 1);
    assert.match(err, /no preset smal; the nearest is small[\s\S]*preset_unknown/u);
    assert.equal((await commandLine(['config', 'preset', 'show', '--data', folder.path])).exit, 64);
  });

  it('[S-381] scan-only takes files in and describes them to the end, and pictures are made once it is full again', async () => {
    await using library = await configuredLibrary({});
    await library.photo('a.jpg');
    const preset = (name: string) => library.run('config', 'preset', 'apply', name);
    assert.equal((await preset('scan-only')).exit, 0);
    assert.equal((await library.import()).exit, 0);
    const states = () => library.rows('select metadata_state as m, pictures_state as p from asset')[0];
    assert.deepEqual({ ...states() }, { m: 'ready', p: 'waiting' });
    const status = await library.run('status');
    assert.match(status.out, /1 job of pictures is due, but/u);
    assert.equal((await preset('full')).exit, 0);
    assert.equal((await library.import()).exit, 0);
    assert.deepEqual({ ...states() }, { m: 'ready', p: 'ready' });
  });
});
