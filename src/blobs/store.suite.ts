import assert from 'node:assert/strict';
import { access, utimes, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { BlobStore } from './store.ts';

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return new Uint8Array(Buffer.concat(all));
}

const abc = new TextEncoder().encode('abcdef');

/** What every blob store promises. `openStore` gives an empty one. */
export function blobStoreSuite(name: string, openStore: () => Promise<BlobStore>): void {
  describe(`blob store: ${name}`, () => {
    it('gives back what was put, whole and by range', async () => {
      const store = await openStore();
      assert.deepEqual(await store.put('pictures/one.jpg', abc), { bytes: 6 });
      assert.deepEqual(await bytesOf(await store.get('pictures/one.jpg')), abc);
      assert.deepEqual(await bytesOf(await store.get('pictures/one.jpg', { start: 1, end: 3 })), abc.slice(1, 4));
      const found = await store.stat('pictures/one.jpg');
      assert.equal(found?.bytes, 6);
      assert.ok(Math.abs(found.modifiedMs - Date.now()) < 60_000);
    });

    it('takes bytes as they come', async () => {
      const store = await openStore();
      await store.put(
        'one',
        (async function* () {
          yield abc.slice(0, 2);
          yield abc.slice(2);
        })(),
      );
      assert.deepEqual(await bytesOf(await store.get('one')), abc);
    });

    it('takes over finished temp files', async () => {
      const store = await openStore();
      const [two, three] = [store.tempFile('jpg'), store.tempFile('jpg')];
      await writeFile(two, abc);
      await writeFile(three, abc.slice(1));
      const put = await store.putFiles([
        { key: 'pictures/two.jpg', file: two },
        { key: 'pictures/three.jpg', file: three },
      ]);
      assert.deepEqual(put, [{ bytes: 6 }, { bytes: 5 }]);
      assert.deepEqual(await bytesOf(await store.get('pictures/two.jpg')), abc);
      assert.deepEqual(await bytesOf(await store.get('pictures/three.jpg')), abc.slice(1));
      for (const file of [two, three]) await assert.rejects(access(file));
    });

    it('leaves none of the temp files when one of them cannot be taken over', async () => {
      const store = await openStore();
      const [there, missing] = [store.tempFile('jpg'), store.tempFile('jpg')];
      await writeFile(there, abc);
      const files = [
        { key: 'one', file: there },
        { key: 'two', file: missing },
      ];
      await assert.rejects(store.putFiles(files), { code: 'file_missing' });
      await assert.rejects(access(there));
      assert.equal(await store.stat('two'), undefined);
    });

    it('keeps the old blob when the new bytes do not come to an end', async () => {
      const store = await openStore();
      await store.put('one', abc);
      const broken = (async function* () {
        yield abc;
        throw new Error('the source broke');
      })();
      await assert.rejects(store.put('one', broken), { message: 'the source broke' });
      const abort = new AbortController();
      const endless = (async function* () {
        for (;;) {
          yield abc;
          abort.abort(new Error('stop'));
        }
      })();
      await assert.rejects(store.put('one', endless, { signal: abort.signal }), { message: 'stop' });
      assert.deepEqual(await bytesOf(await store.get('one')), abc);
    });

    it('replaces and removes; removing twice is no error', async () => {
      const store = await openStore();
      await store.put('one', abc);
      await store.put('one', abc.slice(0, 1));
      assert.equal((await store.stat('one'))?.bytes, 1);
      await store.remove('one');
      await store.remove('one');
      assert.equal(await store.stat('one'), undefined);
      await assert.rejects(store.get('one'), { code: 'blob_missing' });
    });

    it('lists what lies below a first segment', async () => {
      const store = await openStore();
      for (const key of ['pictures/b-grid.jpg', 'pictures/a-grid.jpg', 'other/a', 'pictures/a-preview.jpg', 'one']) {
        await store.put(key, abc);
      }
      const listed = await Array.fromAsync(store.list('pictures'));
      assert.deepEqual(listed.toSorted(), ['pictures/a-grid.jpg', 'pictures/a-preview.jpg', 'pictures/b-grid.jpg']);
      assert.deepEqual(await Array.fromAsync(store.list('nothing')), []);
    });

    it('sweeps temp files that nobody has written to since, and counts them before', async () => {
      const store = await openStore();
      const [old, young] = [store.tempFile('jpg'), store.tempFile('jpg')];
      for (const file of [old, young]) await writeFile(file, abc);
      await utimes(old, 1_000_000, 1_000_000);
      const beforeMs = Date.now() - 60_000;
      assert.equal(await store.sweepTemps(beforeMs, true), 1);
      assert.equal(await store.sweepTemps(beforeMs, false), 1);
      await assert.rejects(access(old));
      await access(young);
    });

    it('refuses keys that could leave the store', async () => {
      const store = await openStore();
      for (const key of ['../a', '/a', 'a/../b', '', 'a//b', 'A', 'a\0', '.temp/x', 'x'.repeat(201)]) {
        await assert.rejects(store.put(key, abc), { code: 'blob_key_invalid' }, key);
      }
    });
  });
}
