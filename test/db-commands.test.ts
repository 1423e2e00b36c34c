import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { migrations } from '../src/db/migrations/list.ts';
import { commandLine } from './fixtures/command-line.ts';
import { tempFolder } from './fixtures/temp-folder.ts';

describe('supervisor db', () => {
  it('ends with 10 where no library is', async () => {
    await using folder = await tempFolder();
    for (const command of ['status', 'check', 'backup']) {
      const { exit, err } = await commandLine(['db', command, '--data', folder.path]);
      assert.equal(exit, 10);
      assert.match(err, /no_library/);
    }
  });

  it('[S-365] migrates step by step, says each, and has nothing to do the second time', async () => {
    await using folder = await tempFolder();
    const first = await commandLine(['db', 'migrate', '--json', '--data', folder.path]);
    assert.equal(first.exit, 0);
    assert.deepEqual(
      first.lines.filter(({ type }) => type === 'migration').map(({ id }) => id),
      migrations.map(({ id }) => id),
    );
    const second = await commandLine(['db', 'migrate', '--data', folder.path]);
    assert.equal(second.exit, 0);
    assert.equal(second.out, 'Nothing to do: the database is up to date.\n');
  });

  it('[S-366] shows engine, migrations and schema differences, and ends with 1 when something is not right', async () => {
    await using folder = await tempFolder();
    await commandLine(['db', 'migrate', '--data', folder.path]);
    const good = await commandLine(['db', 'status', '--data', folder.path]);
    assert.equal(good.exit, 0);
    assert.match(good.out, /^SQLite \d+[\s\S]*all right\.\n$/);
    const database = new DatabaseSync(join(folder.path, 'catalogue.sqlite'));
    database.exec('alter table asset add column stray text');
    database.close();
    const bad = await commandLine(['db', 'status', '--data', folder.path]);
    assert.equal(bad.exit, 1);
    assert.match(bad.out, /asset is different/);
  });

  it('backs up, restores and keeps what was replaced', async () => {
    await using folder = await tempFolder();
    const words = (...more: string[]): string[] => ['db', ...more, '--data', folder.path];
    await commandLine(words('migrate'));
    const file = join(folder.path, 'copy.sqlite');
    assert.equal((await commandLine(words('backup', file))).exit, 0);
    assert.equal((await commandLine(words('backup', file))).exit, 1);
    assert.equal((await commandLine(words('restore', file))).exit, 0);
    assert.ok((await readdir(folder.path)).some((name) => name.startsWith('catalogue.sqlite.replaced-')));
    assert.equal((await commandLine(words('check'))).exit, 0);
    await writeFile(file, 'not a database');
    const refused = await commandLine(words('restore', file));
    assert.equal(refused.exit, 1);
    assert.match(refused.err, /backup_unusable/);
  });

  it('copies into a new file, and makes none where the source is no library or the target cannot be', async () => {
    await using folder = await tempFolder();
    await commandLine(['db', 'migrate', '--data', folder.path]);
    const [library, target] = [join(folder.path, 'catalogue.sqlite'), join(folder.path, 'copy.sqlite')];
    const [text, other] = [join(folder.path, 'text'), join(folder.path, 'other.sqlite')];
    await writeFile(text, 'not a database');
    new DatabaseSync(other).exec('create table t (a)');
    for (const source of [text, other]) {
      const { exit, err } = await commandLine(['db', 'copy', source, target]);
      assert.ok(exit !== 0 && err.includes(source), err);
      assert.ok(!(await readdir(folder.path)).includes('copy.sqlite'), source);
    }
    const nowhere = join(folder.path, 'none', 'copy.sqlite');
    assert.ok((await commandLine(['db', 'copy', library, nowhere])).err.includes(nowhere));
    assert.equal((await commandLine(['db', 'copy', library, target])).exit, 0);
  });

  it('ends a check with 2 when a reference has no row', async () => {
    await using folder = await tempFolder();
    await commandLine(['db', 'migrate', '--data', folder.path]);
    const database = new DatabaseSync(join(folder.path, 'catalogue.sqlite'), { enableForeignKeyConstraints: false });
    database.exec(
      "insert into asset_version (asset_id, version, checksum, size_bytes, until_ms) values ('as_none', 1, 'x', 1, 1)",
    );
    database.close();
    const { exit, out } = await commandLine(['db', 'check', '--data', folder.path]);
    assert.equal(exit, 2);
    assert.match(out, /asset_version points at no asset/);
  });
});
