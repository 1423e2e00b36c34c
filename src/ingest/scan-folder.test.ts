import assert from 'node:assert/strict';
import { link, mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { corpusFolder } from '../../test/fixtures/corpus.ts';
import { viewAsset } from '../catalogue/assets/asset-view.ts';
import { listItems } from './session/list-items.ts';
import { assertSound, OLD_S, openWorld } from './test-world.ts';

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

  it('[S-027] [S-040] [S-015] keeps asset, file id and original path of a moved and renamed file', async () => {
    await using world = await openWorld();
    await world.write('in/one.jpg', 'a');
    await world.write('in/other.jpg', 'b');
    await world.library.scan(world.photos);
    const before = (await world.files()).find((file) => file.path === 'in/one.jpg')!;
    await mkdir(join(world.photos, 'sorted/2019'), { recursive: true });
    await rename(join(world.photos, 'in/one.jpg'), join(world.photos, 'sorted/2019/Beach.jpg'));
    const { counts } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { unchanged: 1, moved: 1 });
    const after = (await world.files()).find((file) => file.id === before.id)!;
    assert.equal(after.path, 'sorted/2019/Beach.jpg');
    assert.equal(after.asset_id, before.asset_id);
    assert.equal(after.state, 'present');
    assert.equal(after.original_path, 'in/one.jpg');
    const view = await viewAsset(world.library.open.db, after.asset_id, false);
    assert.deepEqual(
      view.files.map((file) => [file.path, file.originalPath]),
      [['sorted/2019/Beach.jpg', 'in/one.jpg']],
    );
    assert.equal(view.status, 'active');
  });

  it('[S-027] keeps every file of a renamed folder, and of one that moved to another storage root', async () => {
    await using world = await openWorld();
    for (const n of [1, 2, 3]) await world.write(`trip/${n}.jpg`, `${n}`);
    await world.library.scan(world.photos);
    const ids = (await world.files()).map((file) => file.id).sort();
    await rename(join(world.photos, 'trip'), join(world.photos, 'Rome'));
    assert.deepEqual((await world.library.scan(world.photos)).counts, { moved: 3 });
    const elsewhere = join(world.photos, '../elsewhere');
    await mkdir(elsewhere);
    await rename(join(world.photos, 'Rome'), join(elsewhere, 'Rome'));
    assert.deepEqual((await world.library.scan(elsewhere)).counts, { moved: 3 });
    assert.deepEqual((await world.library.scan(world.photos)).counts, {});
    const files = await world.files();
    assert.deepEqual(files.map((file) => file.id).sort(), ids);
    assert.ok(files.every((file) => file.state === 'present' && file.path.startsWith('Rome/')));
    assert.equal(new Set(files.map((file) => file.root_id)).size, 1);
  });

  it('knows a change in place by its hash, and makes it a new version of the same asset', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'first');
    await world.library.scan(world.photos);
    const [before] = await world.files();
    await world.write('one.jpg', 'second, longer');
    const { counts } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { changed: 1 });
    const [after] = await world.files();
    assert.equal(after!.id, before!.id);
    assert.equal(after!.asset_id, before!.asset_id);
    const view = await viewAsset(world.library.open.db, after!.asset_id, false);
    assert.equal(view.version, 2);
    assert.equal(view.checksum, after!.checksum);
    const old = await world.library.open.db.selectFrom('asset_version').selectAll().execute();
    assert.deepEqual(
      old.map((version) => [version.version, version.checksum]),
      [[1, before!.checksum]],
    );
  });

  it('makes a new asset of a changed file when a copy of the old content remains', async () => {
    await using world = await openWorld();
    await world.write('a.jpg', 'old');
    await world.write('b.jpg', 'old');
    await world.library.scan(world.photos);
    const old = (await world.files())[0]!.asset_id;
    await world.write('a.jpg', 'edited');
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 1, changed: 1 });
    const [a, b] = await world.files();
    assert.equal(b!.asset_id, old);
    assert.notEqual(a!.asset_id, old);
    assert.equal((await viewAsset(world.library.open.db, old, false)).version, 1);
  });

  it('keeps the asset with its bytes when a file is renamed and another takes its name', async () => {
    await using world = await openWorld();
    await world.write('a.jpg', 'original');
    await world.library.scan(world.photos);
    const [before] = await world.files();
    await rename(join(world.photos, 'a.jpg'), join(world.photos, 'a_original.jpg'));
    await world.write('a.jpg', 'edited');
    await world.library.scan(world.photos);
    const byPath = new Map((await world.files()).map((file) => [file.path, file]));
    assert.equal(byPath.get('a_original.jpg')!.asset_id, before!.asset_id);
    assert.notEqual(byPath.get('a.jpg')!.asset_id, before!.asset_id);
    await assertSound(world);
  });

  it('follows two files that swapped their names', async () => {
    await using world = await openWorld();
    await world.write('a.jpg', 'A');
    await world.write('b.jpg', 'B');
    await world.library.scan(world.photos);
    const was = new Map((await world.files()).map((file) => [file.checksum, file.asset_id]));
    await rename(join(world.photos, 'a.jpg'), join(world.photos, 'x.jpg'));
    await rename(join(world.photos, 'b.jpg'), join(world.photos, 'a.jpg'));
    await rename(join(world.photos, 'x.jpg'), join(world.photos, 'b.jpg'));
    await world.library.scan(world.photos);
    const now = await world.files();
    assert.deepEqual(new Map(now.map((file) => [file.checksum, file.asset_id])), was);
    await assertSound(world);
  });

  it('reads a touched file again and finds it unchanged', async () => {
    await using world = await openWorld();
    const path = await world.write('one.jpg', 'a');
    await world.library.scan(world.photos);
    await utimes(path, OLD_S + 5, OLD_S + 5);
    const { counts, items } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { unchanged: 1 });
    assert.equal(items[0]?.message, 'Touched, the bytes are the same');
    assert.deepEqual((await world.library.scan(world.photos)).items, []);
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
      [['error', 'not_media', true]],
    );
    assert.equal(await world.status('one.jpg'), 'missing');
    await world.write('one.jpg', 'a');
    await world.library.scan(world.photos);
    assert.equal(await world.status('one.jpg'), 'active');
  });

  it('says with every scan that a name promises a picture and the file holds none', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'a');
    await world.write('empty.jpg', Buffer.alloc(0));
    await world.write('zeros.mp4', Buffer.alloc(5_000));
    await world.write('program.ts', Buffer.from('export {};'));
    const first = await world.library.scan(world.photos);
    const again = await world.library.scan(world.photos);
    assert.deepEqual(
      [first.counts, again.counts],
      [
        { imported: 1, skipped: 1, error: 2 },
        { unchanged: 1, skipped: 1, error: 2 },
      ],
    );
    for (const { items } of [first, again]) {
      const errors = items.filter(({ outcome }) => outcome === 'error').map(({ path, code }) => `${path} ${code}`);
      assert.deepEqual(errors.sort(), ['empty.jpg file_empty', 'zeros.mp4 content_unknown']);
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

  it('[S-034] [S-039] [S-279] ends every file of the corpus with an outcome, and changes nothing when run again', async () => {
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
