import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandLine } from './fixtures/command-line.ts';
import { tempFolder } from './fixtures/temp-folder.ts';

describe('supervisor config', () => {
  it('shows every setting with its origin', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'config.yaml'), 'server:\n  port: 4500\n');
    const { exit, lines } = await commandLine(['config', '--json', '--data', folder.path]);
    assert.equal(exit, 0);
    assert.deepEqual(
      lines.find(({ key }) => key === 'server.port'),
      { type: 'setting', key: 'server.port', value: 4500, origin: 'file' },
    );
    assert.deepEqual(
      lines.find(({ key }) => key === 'server.host'),
      { type: 'setting', key: 'server.host', value: '127.0.0.1', origin: 'default' },
    );
    const changed = await commandLine(['config', 'show', '--changed', '--data', folder.path]);
    assert.match(changed.out, /^server\.port +4500 {2}\(file\)\n\d+ settings, 1 from /);
  });

  it('changes one setting, keeps comments and goes back to the default', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await writeFile(file, '# mine\nserver:\n  port: 4500 # of the house\n');
    const words = (...more: string[]): string[] => ['config', ...more, '--data', folder.path];
    assert.equal((await commandLine(words('set', 'import.ignore', '["*.tmp", cache]'))).exit, 0);
    assert.equal((await commandLine(words('set', 'import.ignore', 'cache'))).exit, 0);
    assert.equal((await commandLine(words('get', 'import.ignore'))).out, '["cache"]\n');
    assert.equal(
      (await commandLine(words('set', 'server.port', '4600'))).out,
      'server.port = 4600 (used after a restart)\n',
    );
    assert.match(await readFile(file, 'utf8'), /# mine\nserver:\n {2}port: 4600 # of the house/);
    await commandLine(words('set', 'server.port'));
    assert.equal((await commandLine(words('get', 'server.port'))).out, '4400\n');
  });

  it('changes what is set for one name, and leaves the others', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'config.yaml');
    await writeFile(file, 'jobs:\n  limits:\n    pictures: 3 # the fan\n');
    const words = (...more: string[]): string[] => ['config', ...more, '--data', folder.path];
    assert.equal(
      (await commandLine(words('set', 'jobs.limits.ingest.scan', '1'))).out,
      'jobs.limits.ingest.scan = 1\n',
    );
    assert.equal((await commandLine(words('set', 'roots.ro_0000000001.path', '/photos'))).exit, 0);
    assert.equal((await commandLine(words('get', 'jobs.limits.pictures'))).out, '3\n');
    const text = 'jobs:\n  limits:\n    pictures: 3 # the fan\n    ingest.scan: 1\n';
    assert.equal(await readFile(file, 'utf8'), `${text}roots:\n  ro_0000000001:\n    path: /photos\n`);
    assert.equal((await commandLine(words('set', 'jobs.limits.pictures'))).exit, 0);
    assert.equal((await commandLine(words('get', 'jobs.limits.pictures'))).out, 'null\n');
    assert.match((await commandLine(words('set', 'jobs.limits.pictues', '1'))).err, /pictues.* limits nothing/u);
    assert.match((await commandLine(words('set', 'jobs.limits.pictures', 'many'))).err, /jobs\.limits\.pictures/u);
    assert.match((await commandLine(words('get', 'jobs.limits.'))).err, /setting_unknown/u);
  });

  it('refuses a value that does not fit and changes nothing', async () => {
    await using folder = await tempFolder();
    const { exit, err } = await commandLine(['config', 'set', 'server.port', 'many', '--data', folder.path]);
    assert.equal(exit, 1);
    assert.match(err, /server\.port/);
    await assert.rejects(readFile(join(folder.path, 'config.yaml')), { code: 'ENOENT' });
  });

  it('names the nearest setting for an unknown one', async () => {
    const { exit, err } = await commandLine(['config', 'get', 'server.prot']);
    assert.equal(exit, 1);
    assert.match(err, /the nearest is server\.port/);
  });

  it('[S-364] says which key in which line of which file is wrong', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'other.yaml');
    await writeFile(file, 'server:\n  prot: 1\n  port: high\n');
    const { exit, lines } = await commandLine(['config', 'check', '--json', '--config', file]);
    assert.equal(exit, 1);
    const problems = lines
      .filter(({ type }) => type === 'problem')
      .map(({ file: named, key, line }) => ({ file: named, key, line }));
    assert.deepEqual(problems, [
      { file, key: 'server.prot', line: 2 },
      { file, key: 'server.port', line: 3 },
    ]);
    const stopped = await commandLine(['status', '--config', file]);
    assert.equal(stopped.exit, 1);
    assert.match(stopped.err, /other\.yaml:2: server\.prot[\s\S]*config_invalid/);
  });

  it('writes a settings file once', async () => {
    await using folder = await tempFolder();
    assert.match((await commandLine(['config', 'init', '--data', folder.path])).out, /^Wrote /);
    assert.match((await commandLine(['config', 'init', '--data', folder.path])).out, /is there already/);
    assert.equal((await commandLine(['config', 'check', '--data', folder.path])).exit, 0);
  });
});
