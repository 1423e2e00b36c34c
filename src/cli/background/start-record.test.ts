import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { notRunHere } from '../../../test/fixtures/not-run-here.ts';
import { mayMount, smallDisk } from '../../../test/fixtures/small-disk.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { newAttempt, writeStartRecord } from './start-record.ts';

it('leaves no empty file on a disk that is full', async (test) => {
  if (!mayMount()) return notRunHere(test, 'the right to mount a small volume (root on Linux)');
  await using folder = await tempFolder();
  using _disk = smallDisk(folder.path, 64);
  writeFileSync(join(folder.path, 'filler'), Buffer.alloc(64 * 1_024));
  const attempt = newAttempt({ method: 'foreground', status: 'started', reasonCode: 'started' });
  await writeStartRecord(folder.path, { attempt, words: null });
  assert.deepEqual(readdirSync(folder.path), ['filler']);
});
