import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { systemClock } from '../base/clock.ts';
import { hasCode } from '../base/errors.ts';
import { backupDatabase } from './backup.ts';
import { holdLibrary } from './hold-library.ts';
import { migrate } from './migrate.ts';
import { openMigrated } from './open-test-database.ts';
import { migrations } from './migrations/list.ts';
import { openDatabase, openReader } from './open.ts';
import { restoreDatabase } from './restore.ts';

async function write(file: string, value: string): Promise<void> {
  await using open = await openMigrated({ file });
  await open.db.replaceInto('library_meta').values({ key: 'a', value }).execute();
}

async function read(file: string): Promise<string> {
  await using open = await openReader({ file });
  return (await open.db.selectFrom('library_meta').select('value').executeTakeFirstOrThrow()).value;
}

describe('backupDatabase', () => {
  it('copies what is committed while the database is in use, as one file', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    await write(file, 'kept');
    await using open = await openDatabase({ file });
    await using _reader = await openReader({ file });
    const backup = join(folder.path, 'deep', 'er', 'b.sqlite');
    await backupDatabase(open, backup);
    assert.equal(await read(backup), 'kept');
    assert.deepEqual(await readdir(join(folder.path, 'deep', 'er')), ['b.sqlite']);
  });

  it('overwrites nothing', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    await write(file, 'kept');
    await using open = await openDatabase({ file });
    const taken = join(folder.path, 'taken');
    await writeFile(taken, 'mine');
    await assert.rejects(backupDatabase(open, taken), (error) => hasCode(error, 'backup_exists'));
    assert.equal(await readFile(taken, 'utf8'), 'mine');
  });
});

describe('restoreDatabase', () => {
  it('puts the backup in place and keeps the replaced database beside it', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    const backup = join(folder.path, 'b.sqlite');
    await write(file, 'old');
    {
      await using open = await openDatabase({ file });
      await backupDatabase(open, backup);
    }
    await write(file, 'new');
    const { replaced } = await restoreDatabase(file, backup);
    assert.equal(await read(file), 'old');
    assert.ok(replaced !== undefined);
    assert.equal(await read(replaced), 'new');
  });

  it('replaces a damaged database and keeps its bytes', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    const backup = join(folder.path, 'b.sqlite');
    await write(backup, 'good');
    const rubbish = 'not a database at all '.repeat(100);
    await writeFile(file, rubbish);
    const { replaced } = await restoreDatabase(file, backup);
    assert.equal(await read(file), 'good');
    assert.equal(await readFile(replaced ?? '', 'utf8'), rubbish);
  });

  it('leaves the database alone when the backup is damaged, foreign, newer or missing', async () => {
    await using folder = await tempFolder();
    const at = (name: string) => join(folder.path, name);
    await write(at('a.sqlite'), 'mine');
    await write(at('damaged'), 'x');
    const bytes = await readFile(at('damaged'));
    bytes.fill(0x5a, 4096, 4096 * 6);
    await writeFile(at('damaged'), bytes);
    await writeFile(at('foreign'), 'a text');
    {
      await using open = await openDatabase({ file: at('newer') });
      const up = async () => undefined;
      await migrate(open, { list: [...migrations, { id: 999, name: 'of-tomorrow', description: '', up }] });
    }
    await mkdir(at('folder'));
    for (const name of ['damaged', 'foreign', 'newer', 'none', 'folder']) {
      const restore = restoreDatabase(at('a.sqlite'), at(name));
      await assert.rejects(restore, (error) => hasCode(error, 'backup_unusable'), name);
    }
    assert.equal(await read(at('a.sqlite')), 'mine');
    assert.deepEqual((await readdir(folder.path)).sort(), ['a.sqlite', 'damaged', 'folder', 'foreign', 'newer']);
  });

  it('refuses while the library runs', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    const backup = join(folder.path, 'b.sqlite');
    await write(file, 'mine');
    await write(backup, 'other');
    await using open = await openDatabase({ file });
    await using _hold = await holdLibrary(open, systemClock);
    await assert.rejects(restoreDatabase(file, backup), (error) => hasCode(error, 'library_in_use'));
  });
});
