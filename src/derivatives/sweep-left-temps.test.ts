import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import { openLocalBlobs } from '../blobs/local.ts';
import { thisProcess } from '../db/process-identity.ts';
import { sweepLeftTemps } from './sweep-left-temps.ts';

it('[I-W12] removes what a killed process had begun to write, but nothing beside a worker that may live', async () => {
  await using folder = await tempFolder();
  await using open = await openTestDatabase();
  const blobs = await openLocalBlobs(join(folder.path, 'blobs'));
  const [left, young] = [blobs.tempFile('jpg'), blobs.tempFile('jpg')];
  for (const file of [left, young]) await writeFile(file, 'half');
  await utimes(left, 1_000, 1_000);
  const { pidStarted, bootId, ...self } = thisProcess();
  const worker = { ...self, boot_id: bootId, pid_started: pidStarted, started_at_ms: 0, seen_at_ms: 0 };
  await open.db
    .insertInto('worker')
    .values({ ...worker, id: 'wo_other', state: 'running' })
    .execute();
  await sweepLeftTemps({ db: open.db, blobs }, 'wo_self', 2_000_000);
  assert.ok(existsSync(left));
  await open.db.updateTable('worker').set({ state: 'stopped' }).execute();
  await sweepLeftTemps({ db: open.db, blobs }, 'wo_self', 2_000_000);
  assert.deepEqual([existsSync(left), existsSync(young)], [false, true]);
});
