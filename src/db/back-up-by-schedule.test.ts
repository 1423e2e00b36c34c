import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { backUpBySchedule } from './back-up-by-schedule.ts';
import { openMigrated } from './open-test-database.ts';
import { openDatabase } from './open.ts';

it('keeps the newest backups that a schedule made, and all that others made', async () => {
  await using folder = await tempFolder();
  await using open = await openMigrated({ file: join(folder.path, 'library.db') });
  const backups = join(folder.path, 'backups');
  const made: string[] = [];
  for (let day = 1; day <= 3; day++) {
    made.push(await backUpBySchedule(open, { folder: backups, keep: 2, nowMs: day * 86_400_000 }));
    await writeFile(join(backups, `by-hand-${day}.sqlite`), '');
  }
  const left = (await readdir(backups)).filter((name) => name.endsWith('-scheduled.sqlite'));
  assert.deepEqual(left.map((name) => join(backups, name)).toSorted(), made.slice(1));
  assert.equal((await readdir(backups)).length, 5);
  await using copy = await openDatabase({ file: made[2]! });
  assert.deepEqual(await copy.db.selectFrom('job').selectAll().execute(), []);
});
