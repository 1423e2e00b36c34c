import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { openDatabase } from '../../src/db/open.ts';
import { deliveryGaps } from '../../src/jobs/engines/pg-boss/redeliver.ts';
import { notRunHere } from '../fixtures/not-run-here.ts';
import { mayMount, smallDisk } from '../fixtures/small-disk.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { placeFor, postgresPlace } from '../fixtures/test-database.ts';
import { type ChaosPlan, runChaos } from './chaos.ts';

/** Few of all that `npm run chaos` does. */
const PLAN = { workers: 2, kills: 12, jobs: 500, settleMs: 120_000 } as const;

async function prove(plan: Omit<ChaosPlan, keyof typeof PLAN>): Promise<void> {
  await mkdir(plan.folder);
  const { faults, lost, effects } = await runChaos({ ...PLAN, ...plan });
  const none = Object.fromEntries(Object.keys(faults).map((name) => [name, 0]));
  assert.deepEqual(faults, none);
  assert.ok(lost > 0, 'no kill hit a running job: the test proves nothing');
  assert.ok(effects > PLAN.jobs);
}

const NAME = '[S-079] [S-110] [I-W12] [I-W26] loses no job and doubles no effect when workers are killed at random';

it(NAME, { timeout: 240_000 }, async () => {
  await using folder = await tempFolder();
  await prove({ database: await placeFor(join(folder.path, 'library.db')), folder: join(folder.path, 'files') });
});

it(`${NAME}, by pg-boss too`, { timeout: 240_000 }, async () => {
  await using folder = await tempFolder();
  await using place = await postgresPlace();
  await prove({ database: place.file, folder: join(folder.path, 'files'), engine: 'pg-boss' });
  await using open = await openDatabase({ file: place.file });
  assert.deepEqual(await deliveryGaps(open.db), { lacking: 0, surplus: 0 });
});

it('[S-110] does the same while the disk is full again and again', { timeout: 240_000 }, async (test) => {
  await using folder = await tempFolder();
  if (!mayMount()) {
    notRunHere(test, 'the right to mount a small volume (root on Linux)');
    return;
  }
  using _disk = smallDisk(folder.path, 16_384);
  const [database, files] = [join(folder.path, 'library.db'), join(folder.path, 'files')];
  await prove({ database, folder: files, fill: folder.path });
});
