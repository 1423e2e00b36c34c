import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { corpusFolder } from '../../test/fixtures/corpus.ts';
import { newId } from '../base/ids.ts';
import { insertAssets } from '../catalogue/assets/new-asset.ts';
import { insertFiles } from '../catalogue/files/file-rows.ts';
import { inTransaction } from '../db/transaction.ts';
import { listItems } from './session/list-items.ts';
import { assertSound, openWorld } from './test-world.ts';

describe('scanFolder', () => {
  it('[S-002] [S-039] [S-042] makes one asset with two files of the same bytes at two paths, and logs both', async () => {
    await using world = await openWorld();
    await world.write('a/one.jpg', 'same');
    await world.write('b/two.jpg', 'same');
    const { counts, items } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { imported: 1, duplicate: 1 });
    assert.deepEqual(items.map((item) => item.path).sort(), ['a/one.jpg', 'b/two.jpg']);
    const files = await world.files();
    assert.equal(files.length, 2);
    assert.equal(new Set(files.map((file) => file.asset_id)).size, 1);
    const jobs = await world.library.engine.list({ kind: 'test.follow-up' }, { limit: 10 });
    assert.deepEqual(
      jobs.map((job) => job.assetId),
      [files[0]!.asset_id],
    );
  });

  it('[S-002] finds copies across sessions, and a hard link is a copy too', async () => {
    await using world = await openWorld();
    const first = await world.write('one.jpg', 'same');
    await world.library.scan(world.photos);
    await world.write('two.jpg', 'same');
    await link(first, join(world.photos, 'three.jpg'));
    const { counts } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { unchanged: 1, duplicate: 2 });
    assert.equal(new Set((await world.files()).map((file) => file.asset_id)).size, 1);
  });

  it('[S-002] cannot make a second asset of known bytes, nor a second file of a path: the database refuses them', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'same');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    const asset = await db.selectFrom('asset').selectAll().executeTakeFirstOrThrow();
    const [file] = await world.files();
    await assert.rejects(inTransaction(db, (tx) => insertAssets(tx, [{ ...asset, id: newId('as', 1) }])));
    await assert.rejects(inTransaction(db, (tx) => insertFiles(tx, [{ ...file!, id: newId('fi', 1) }])));
    assert.equal((await db.selectFrom('asset').select('id').execute()).length, 1);
    assert.equal((await world.files()).length, 1);
  });

  it('[S-015] calls a file that disappears missing, and active again when it returns', async () => {
    await using world = await openWorld();
    const path = await world.write('one.jpg', 'a');
    await world.write('two.jpg', 'b');
    await world.library.scan(world.photos);
    const aside = join(world.photos, '../aside.jpg');
    await rename(path, aside);
    await world.library.scan(world.photos);
    assert.equal(await world.status('one.jpg'), 'missing');
    assert.equal(await world.status('two.jpg'), 'active');
    await rename(aside, path);
    const { counts, items } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { unchanged: 2 });
    assert.equal(items[0]?.message, 'It is there again');
    assert.equal(await world.status('one.jpg'), 'active');
  });

  it('[S-015] calls the files of a vanished folder missing, also below it, and only those', async () => {
    await using world = await openWorld();
    for (const name of ['a/1.jpg', 'a/deep/2.jpg', 'ab/3.jpg']) await world.write(name, name);
    await world.library.scan(world.photos);
    await rm(join(world.photos, 'a'), { recursive: true });
    await world.library.scan(world.photos);
    assert.deepEqual(
      (await world.files()).map((file) => [file.path, file.state]),
      [
        ['a/1.jpg', 'missing'],
        ['a/deep/2.jpg', 'missing'],
        ['ab/3.jpg', 'present'],
      ],
    );
  });

  it('says that a known file was overwritten by something that is no picture, and finds it when it is restored', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'a');
    await world.library.scan(world.photos);
    await world.write('one.jpg', Buffer.from('no picture any more'));
    const { items } = await world.library.scan(world.photos);
    assert.deepEqual(
      items.map((item) => [item.outcome, item.code, item.asset_id !== null]),
      [['error', 'content_unknown', true]],
    );
    assert.equal(await world.status('one.jpg'), 'missing');
    await world.write('one.jpg', 'a');
    await world.library.scan(world.photos);
    assert.equal(await world.status('one.jpg'), 'active');
  });

  it('says with every scan that a name promises a picture or a sidecar and the file holds none', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'a');
    await world.write('empty.jpg', Buffer.alloc(0));
    await world.write('zeros.mp4', Buffer.alloc(5_000));
    await world.write('one.xmp', Buffer.alloc(5_000, 1));
    await world.write('program.ts', Buffer.from('export {};'));
    const first = await world.library.scan(world.photos);
    const again = await world.library.scan(world.photos);
    assert.deepEqual(
      [first.counts, again.counts],
      [
        { imported: 1, skipped: 1, error: 3 },
        { unchanged: 1, skipped: 1, error: 3 },
      ],
    );
    for (const { items } of [first, again]) {
      const errors = items.filter(({ outcome }) => outcome === 'error').map(({ path, code }) => `${path} ${code}`);
      assert.deepEqual(errors.sort(), ['empty.jpg file_empty', 'one.xmp content_unknown', 'zeros.mp4 content_unknown']);
    }
  });

  it('[S-035] gives every file an outcome, and the same ones without reading when nothing changed', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'a');
    await world.write('notes.md', Buffer.from('# not a picture'));
    await world.write('empty.bin', Buffer.alloc(0));
    await world.write('alone.xmp', Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'));
    await world.write('Thumbs.db', Buffer.from('x'));
    const first = await world.library.scan(world.photos);
    assert.deepEqual(first.counts, { imported: 1, skipped: 4 });
    assert.equal(first.session.bytes, statSync(join(world.photos, 'one.jpg')).size);
    const again = await world.library.scan(world.photos);
    assert.deepEqual(again.counts, { unchanged: 1, skipped: 4 });
    const codes = (items: typeof first.items): string[] =>
      items.flatMap((item) => (item.outcome === 'skipped' ? [`${item.path} ${item.code}`] : [])).sort();
    assert.deepEqual(codes(again.items), codes(first.items));
    assert.deepEqual(codes(first.items), [
      'Thumbs.db system_file',
      'alone.xmp sidecar_without_owner',
      'empty.bin file_empty',
      'notes.md not_media',
    ]);
    const { rows } = await listItems(world.library.open.db, again.session, { outcome: 'unchanged', limit: 10 });
    assert.deepEqual(
      rows.map((row) => row.path),
      ['one.jpg'],
    );
  });

  it('[S-034] [S-039] [P-W31] ends every file of the corpus with an outcome, and changes nothing when run again', async () => {
    await using world = await openWorld();
    const folder = corpusFolder() ?? world.photos;
    if (folder === world.photos) for (let n = 0; n < 50; n++) await world.write(`${n % 5}/${n}.jpg`, `${n % 40}`);
    const first = await world.library.scan(folder);
    const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
    assert.equal(first.session.state, 'done');
    assert.equal(first.session.found, sum(first.counts));
    assert.equal(first.items.length, first.session.found);
    const errors = first.items.filter(({ outcome }) => outcome === 'error');
    assert.deepEqual(
      errors.filter(({ code }) => code !== 'content_unknown' && code !== 'file_empty'),
      [],
    );
    const again = await world.library.scan(folder);
    const { skipped = 0, error = 0 } = first.counts;
    assert.deepEqual(again.counts, {
      unchanged: sum(first.counts) - skipped - error,
      ...(skipped > 0 ? { skipped } : {}),
      ...(error > 0 ? { error } : {}),
    });
    await assertSound(world);
  });
});
