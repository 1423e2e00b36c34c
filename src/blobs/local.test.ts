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
  it('leaves the temp files of another process alone', async () => {
    const folder = await newFolder();
    const first = await openLocalBlobs(folder);
    const file = first.tempFile('jpg');
    await writeFile(file, 'a picture');
    await openLocalBlobs(folder); // a command that only looks, or a worker beside it
    await first.putFiles([{ key: 'a', file }]);
    assert.equal((await first.stat('a'))?.bytes, 9);
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
    assert.equal((await blobs.stat('a'))?.bytes, 2);
  });
});
