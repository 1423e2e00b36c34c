import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openLocalBlobs } from './local.ts';
import { blobStoreSuite } from './store.suite.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  folders.push(folder);
  return folder;
}
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

blobStoreSuite('local', async () => openLocalBlobs(await newFolder()));

describe('openLocalBlobs', () => {
  it('sweeps temp files of an earlier process and keeps blobs', async () => {
    const folder = await newFolder();
    const first = await openLocalBlobs(folder);
    await first.put('a', new Uint8Array([1]));
    const left = first.tempFile('jpg');
    await writeFile(left, 'half a picture');
    const second = await openLocalBlobs(folder);
    assert.deepEqual(await readdir(dirname(left)), []);
    assert.deepEqual(await second.stat('a'), { bytes: 1 });
  });

  it('leaves no temp file behind when a put fails', async () => {
    const folder = await newFolder();
    const blobs = await openLocalBlobs(folder);
    const broken = (async function* () {
      yield new Uint8Array([1]);
      throw new Error('broken');
    })();
    await assert.rejects(blobs.put('a', broken));
    assert.deepEqual(await readdir(join(folder, '.temp')), []);
  });

  it('makes a shard folder again that was removed while it ran', async () => {
    const blobs = await openLocalBlobs(await newFolder());
    await blobs.put('a', new Uint8Array([1]));
    await rm(dirname(blobs.path('a')), { recursive: true });
    await blobs.put('a', new Uint8Array([2, 3]));
    assert.deepEqual(await blobs.stat('a'), { bytes: 2 });
  });
});
