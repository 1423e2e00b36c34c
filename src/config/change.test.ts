import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { hasCode } from '../base/errors.ts';
import { changeConfig } from './change.ts';
import { Config } from './schema.ts';
import { type LiveConfig, watchConfig } from './watch.ts';

const COMMENTED = `# mine
server:
  # because 4400 is taken
  port: 5000 # for now
  hosts: [photos.home]
`;

describe('changeConfig', () => {
  it('[M-009] [M-W26] merges deeply, keeps comments, and stores only what differs from the defaults', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await writeFile(file, COMMENTED);
    const change = { server: { host: '127.0.0.1', port: 5000 }, pictures: { grid: { px: 640 }, square: { px: 400 } } };
    const { config, changed, needsRestart } = await changeConfig(file, change);
    assert.equal(config.server.port, 5000);
    assert.equal(config.pictures.grid.px, 640);
    assert.deepEqual(changed, ['pictures.grid.px']);
    assert.deepEqual(needsRestart, []);
    const text = await readFile(file, 'utf8');
    assert.ok(text.startsWith(COMMENTED.replace('[photos.home]', '[ photos.home ]')) || text.startsWith(COMMENTED));
    assert.equal(text.slice(text.indexOf('pictures:')), 'pictures:\n  grid:\n    px: 640\n');
  });

  it('[M-W26] takes a setting out of the file when it goes back to its default', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await changeConfig(file, { server: { port: 5000 }, import: { ignore: ['*.tmp'], readers: 4 } });
    const { needsRestart } = await changeConfig(file, { server: { port: 4400 }, import: { ignore: null } });
    assert.deepEqual(needsRestart, ['server.port']);
    assert.equal(await readFile(file, 'utf8'), 'import:\n  readers: 4\n');
  });

  it('[M-W25] checks before it writes and names every wrong field', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await writeFile(file, COMMENTED);
    const change = changeConfig(file, { server: { port: -1 }, logs: { lvl: 'info' } });
    await assert.rejects(change, (error) => {
      assert.ok(hasCode(error, 'config_invalid'));
      assert.match(error.message, /server\.port/);
      assert.match(error.message, /logs\.lvl.*logs\.level/);
      return true;
    });
    assert.equal(await readFile(file, 'utf8'), COMMENTED);
    assert.deepEqual(await readdir(folder.path), ['config.yaml']);
  });

  it('sets a key in a section that is commented out, and keeps a link and its permissions', async () => {
    await using folder = await tempFolder();
    const real = join(folder.path, 'real.yaml');
    const file = join(folder.path, 'config.yaml');
    await writeFile(real, 'server:\n  # port: 1\n', { mode: 0o640 });
    await symlink(real, file);
    await changeConfig(file, { server: { port: 5000 } });
    assert.match(await readFile(real, 'utf8'), /port: 5000/);
    assert.equal((await stat(real)).mode & 0o777, 0o640);
  });
});

/** Resolves with the next change or problem report. */
async function next(live: LiveConfig, act: () => Promise<unknown>): Promise<'change' | 'problems'> {
  const events = new EventEmitter();
  using _changes = live.onChange(() => events.emit('any', 'change'));
  using _problems = live.onProblems(() => events.emit('any', 'problems'));
  const [[what]] = await Promise.all([once(events, 'any'), act()]);
  return what as 'change' | 'problems';
}

describe('watchConfig', () => {
  it('[M-010] [I-W35] has one snapshot, replaced whole by an edit or an atomic replace; work keeps the one it took', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await using live = await watchConfig({ env: {}, dataFolder: folder.path });
    const taken = live.current();
    assert.equal(await next(live, () => writeFile(file, 'import: { readers: 3 }')), 'change');
    assert.equal(live.current().import.readers, 3);
    const replace = async () => {
      await writeFile(`${file}.new`, 'import: { readers: 4 }');
      await rename(`${file}.new`, file);
    };
    assert.equal(await next(live, replace), 'change');
    assert.equal(live.current().import.readers, 4);
    assert.deepEqual(taken, Config.parse({}));
    assert.throws(() => Object.assign(taken.server, { port: 1 }), TypeError);
  });

  it('[M-W25] keeps the last good snapshot when an edit breaks the file, and says what is wrong', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await writeFile(file, 'import: { readers: 3 }');
    await using live = await watchConfig({ env: {}, dataFolder: folder.path });
    assert.equal(await next(live, () => writeFile(file, 'import: { reeders: 5 }')), 'problems');
    assert.equal(live.current().import.readers, 3);
    assert.equal(live.problems()[0]?.key, 'import.reeders');
    assert.equal(await next(live, () => writeFile(file, 'import: { readers: 6 }')), 'change');
    assert.deepEqual(live.problems(), []);
  });

  it('[M-009] [M-010] changes file and snapshot together, one change after the other', async () => {
    await using folder = await tempFolder();
    await using live = await watchConfig({ env: {}, dataFolder: folder.path });
    const [first, second] = await Promise.all([
      live.change({ import: { readers: 3 } }),
      live.change({ server: { port: 5000 } }),
    ]);
    assert.equal(first.config.import.readers, 3);
    assert.deepEqual(second.needsRestart, ['server.port']);
    assert.deepEqual([live.current().import.readers, live.current().server.port], [3, 5000]);
    assert.equal(await readFile(live.file, 'utf8'), 'import:\n  readers: 3\nserver:\n  port: 5000\n');
  });

  it('[S-364] does not start on a broken file', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'config.yaml'), 'server: { port: x }');
    const watching = watchConfig({ env: {}, dataFolder: folder.path });
    await assert.rejects(watching, (error) => hasCode(error, 'config_invalid'));
  });
});
