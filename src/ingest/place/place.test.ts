import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesBelow } from '../../../test/fixtures/files-below.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { hasCode } from '../../base/errors.ts';
import { runJob } from '../../jobs/run-job.ts';
import { scanFolder } from '../scan-folder.ts';
import { startImport } from '../start-import.ts';
import { assertSound, libraryOf, OLD_S, openWorld } from '../test-world.ts';

const TAKEN = '2019:05:04 14:03:21';
const TAKEOUT = '{"title": "b.jpg", "photoTakenTime": {"timestamp": "1500000000"}}';

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('copying into the managed library', () => {
  it('[I-W04] [M-W24] [S-027] copies by date, keeps sources and times, and files undated ones apart', async () => {
    await using world = await openWorld();
    const source = await world.write('card/IMG_1.JPG', tinyJpeg('one', TAKEN));
    await world.write('card/scan.jpg', tinyJpeg('undated'));
    const { counts } = await world.library.scan(world.photos, { mode: 'copy' });
    assert.deepEqual(counts, { imported: 2 });
    assert.deepEqual(filesBelow(libraryOf(world)), ['2019/05/IMG_1.jpg', 'undated/scan.jpg']);
    assert.deepEqual(filesBelow(world.photos), ['card/IMG_1.JPG', 'card/scan.jpg']);
    const copy = join(libraryOf(world), '2019/05/IMG_1.jpg');
    assert.equal(sha256(copy), sha256(source));
    assert.equal((await stat(copy)).mtimeMs, OLD_S * 1_000);
    const [file] = await world.files();
    assert.deepEqual([file!.path, file!.original_path], ['2019/05/IMG_1.jpg', source]);
    await assertSound(world);
  });

  it('[I-W04] files by Takeout and by names what has no date of its own, as the catalogue dates it', async () => {
    await using world = await openWorld();
    await world.write('a/IMG_20170809_101112.jpg', tinyJpeg('named'));
    await world.write('a/b.jpg', tinyJpeg('of Takeout'));
    await world.write('a/b.jpg.supplemental-metadata.json', Buffer.from(TAKEOUT));
    await world.write('a/IMG_20990809_101112.jpg', tinyJpeg('not yet taken'));
    await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(filesBelow(libraryOf(world)), [
      '2017/07/b.jpg',
      '2017/07/b.jpg.supplemental-metadata.json',
      '2017/08/IMG_20170809_101112.jpg',
      'undated/IMG_20990809_101112.jpg',
    ]);
  });

  it('[S-002] [S-038] [I-W12] copies nothing twice: not in one import, not in the next', async () => {
    await using world = await openWorld();
    for (const name of ['a/1.jpg', 'b/2.jpg', 'c/3.jpg']) await world.write(name, tinyJpeg('same', TAKEN));
    const first = await world.library.scan(world.photos, { mode: 'copy' });
    assert.deepEqual(first.counts, { imported: 1, duplicate: 2 });
    assert.equal(filesBelow(libraryOf(world)).length, 1);
    const again = await world.library.scan(world.photos, { mode: 'copy' });
    assert.deepEqual(again.counts, { duplicate: 3 });
  });

  it('[M-002] says what it took in also after it was killed and goes on', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', tinyJpeg('one', TAKEN));
    const { session } = await world.library.scan(world.photos, { mode: 'copy' });
    const { db } = world.library.open;
    const killed = { state: 'running', ended_at_ms: null, counts: '{}', found: 0, hashed: 0, bytes: 0 } as const;
    await db.updateTable('import_session').set(killed).where('id', '=', session.id).execute();
    await world.write('2.jpg', tinyJpeg('two', TAKEN));
    await world.write('3.jpg', tinyJpeg('one', TAKEN));
    const { counts, items, session: again } = await world.library.scan(world.photos, { mode: 'copy' });
    assert.equal(again.id, session.id);
    assert.deepEqual(counts, { imported: 2, duplicate: 1 });
    assert.deepEqual(Object.fromEntries(items.map(({ path, outcome }) => [path, outcome])), {
      '1.jpg': 'imported',
      '2.jpg': 'imported',
      '3.jpg': 'duplicate',
    });
  });

  it('[I-W12] takes a copy over whose record was lost, instead of copying again', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', tinyJpeg('one', TAKEN));
    await world.library.scan(world.photos, { mode: 'copy' });
    const { db } = world.library.open;
    await db.deleteFrom('asset_file').execute();
    await db.deleteFrom('asset').execute();
    assert.deepEqual((await world.library.scan(world.photos, { mode: 'copy' })).counts, { imported: 1 });
    assert.deepEqual(filesBelow(libraryOf(world)), ['2019/05/1.jpg']);
    assert.equal((await world.files()).length, 1);
  });

  it('[I-W01] [M-W16] [S-038] never overwrites: files of one name get suffixes, whoever owns the name', async () => {
    await using world = await openWorld();
    const stranger = join(libraryOf(world), '2019/05/IMG_1.jpg');
    await mkdir(join(stranger, '..'), { recursive: true });
    await writeFile(stranger, 'of someone else');
    for (const card of ['a', 'b', 'c', 'd']) await world.write(`${card}/IMG_1.jpg`, tinyJpeg(card, TAKEN));
    const { counts } = await world.library.scan(world.photos, { mode: 'copy' });
    assert.deepEqual(counts, { imported: 4 });
    assert.equal(readFileSync(stranger, 'utf8'), 'of someone else');
    const names = ['IMG_1-1.jpg', 'IMG_1-2.jpg', 'IMG_1-3.jpg', 'IMG_1-4.jpg', 'IMG_1.jpg'];
    assert.deepEqual(
      filesBelow(libraryOf(world)),
      names.map((name) => `2019/05/${name}`),
    );
    await assertSound(world);
  });

  it('calls it an error where a file lies in the way of a folder, and keeps the source', async () => {
    await using world = await openWorld();
    await world.write('../data/library/2019', 'of someone else');
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    const { items } = await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual([items[0]?.outcome, items[0]?.code], ['error', 'folder_unusable']);
    assert.deepEqual(filesBelow(world.photos), ['IMG_1.jpg']);
  });

  it('does not take the name of a recorded file that is missing', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.library.scan(world.photos, { mode: 'copy' });
    await rm(join(libraryOf(world), '2019/05/IMG_1.jpg'));
    await world.write('IMG_1.jpg', tinyJpeg('two', TAKEN));
    await world.library.scan(world.photos, { mode: 'copy' });
    assert.deepEqual(filesBelow(libraryOf(world)), ['2019/05/IMG_1-1.jpg']);
    const assets = await world.library.open.db.selectFrom('asset').select(['version']).execute();
    assert.deepEqual(assets, [{ version: 1 }, { version: 1 }]);
  });

  it('[S-037] keeps the content-addressed layout as a preset', async () => {
    await using world = await openWorld({ settings: { layout: 'hash' } });
    const source = await world.write('IMG_1.JPG', tinyJpeg('one', TAKEN));
    await world.library.scan(world.photos, { mode: 'copy' });
    const hash = sha256(source);
    assert.deepEqual(filesBelow(libraryOf(world)), [`image/${hash.slice(0, 2)}/${hash}.jpg`]);
  });

  it('[S-038] takes what lies under a hash already where it is that file, and leaves it alone where it is not', async () => {
    await using world = await openWorld({ settings: { layout: 'hash' } });
    const names = ['same.jpg', 'other.jpg'].map((name) => world.write(name, tinyJpeg(name, TAKEN)));
    const [same = '', other = ''] = await Promise.all(names);
    const placeOf = (path: string): string => `image/${sha256(path).slice(0, 2)}/${sha256(path)}`;
    for (const [path, bytes] of [
      [`${placeOf(same)}.jpg`, readFileSync(same)],
      [`${placeOf(other)}.jpg`, Buffer.from('of someone else')],
    ] as const) {
      await mkdir(join(libraryOf(world), path, '..'), { recursive: true });
      await writeFile(join(libraryOf(world), path), bytes);
    }
    assert.deepEqual((await world.library.scan(world.photos, { mode: 'copy' })).counts, { imported: 2 });
    assert.equal(readFileSync(join(libraryOf(world), `${placeOf(other)}.jpg`), 'utf8'), 'of someone else');
    const placed = [`${placeOf(same)}.jpg`, `${placeOf(other)}.jpg`, `${placeOf(other)}-1.jpg`];
    assert.deepEqual(filesBelow(libraryOf(world)).sort(), placed.sort());
    assert.equal(sha256(join(libraryOf(world), `${placeOf(other)}-1.jpg`)), sha256(other));
  });

  it('leaves no temp file, also not of a killed session, and none of them is taken for a picture', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    const left = join(libraryOf(world), '.supervisor-temp/is_killed/abc');
    await mkdir(join(left, '..'), { recursive: true });
    await writeFile(left, tinyJpeg('half'));
    assert.equal((await world.library.scan(libraryOf(world))).counts['imported'], undefined);
    await world.library.scan(world.photos, { mode: 'copy' });
    assert.deepEqual(await readdir(libraryOf(world)), ['2019']);
  });

  it('never takes from the library that it fills', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.library.scan(world.photos, { mode: 'copy' });
    const { counts } = await world.library.scan(join(world.data, '..'), { mode: 'move' });
    assert.deepEqual(counts, { duplicate: 1, skipped: counts['skipped'] });
    assert.deepEqual(filesBelow(libraryOf(world)), ['2019/05/IMG_1.jpg']);
    const inside = { path: join(libraryOf(world), '2019'), mode: 'copy' } as const;
    await assert.rejects(startImport(world.library.needs, inside), (error) => hasCode(error, 'folder_in_library'));
  });
});

describe('moving into the managed library', () => {
  it('[I-W13] [M-W15] removes a source only after its copy is recorded and equal', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.write('copy-of-1.jpg', tinyJpeg('one', TAKEN));
    await world.write('notes.md', Buffer.from('# no media'));
    const { counts, session } = await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(counts, { imported: 1, duplicate: 1, skipped: 1 });
    assert.equal(session.code, null);
    assert.deepEqual(filesBelow(world.photos), ['notes.md']);
    assert.equal(filesBelow(libraryOf(world)).length, 1);
    await assertSound(world);
  });

  it('[M-W14] leaves every source in place when the record cannot be written', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    const { needs } = world.library;
    const { id } = await startImport(needs, { path: world.photos, mode: 'move' });
    const failing = { ...needs, followUps: () => assert.fail('no job can be recorded') };
    await assert.rejects(runJob(scanFolder, { input: { sessionId: id }, needs: failing }));
    assert.deepEqual(filesBelow(world.photos), ['IMG_1.jpg']);
    await runJob(scanFolder, { input: { sessionId: id }, needs });
    assert.deepEqual(filesBelow(world.photos), []);
    assert.deepEqual(filesBelow(libraryOf(world)), ['2019/05/IMG_1.jpg']);
  });

  it('[I-W13] [M-W15] keeps a source that was changed after it was read, and says so', async () => {
    await using world = await openWorld();
    const source = await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    const { needs } = world.library;
    const { id } = await startImport(needs, { path: world.photos, mode: 'move' });
    const edited: typeof needs.followUps = (...ask) => {
      writeFileSync(source, tinyJpeg('edited', TAKEN));
      return needs.followUps(...ask);
    };
    await runJob(scanFolder, { input: { sessionId: id }, needs: { ...needs, followUps: edited } });
    assert.deepEqual(filesBelow(world.photos), ['IMG_1.jpg']);
    assert.equal((await world.library.look(id)).session.code, 'source_kept');
  });

  it('[I-W13] [M-W15] copies anew what the library holds damaged, and keeps the source until then', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.library.scan(world.photos, { mode: 'copy' });
    const copy = join(libraryOf(world), '2019/05/IMG_1.jpg');
    const whole = readFileSync(copy);
    await writeFile(copy, Buffer.concat([whole.subarray(0, -1), Buffer.from([0x00])]));
    await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(filesBelow(world.photos), []);
    assert.ok(filesBelow(libraryOf(world)).some((path) => readFileSync(join(libraryOf(world), path)).equals(whole)));
  });

  it('takes file id and history along when it moves from a storage root', async () => {
    await using world = await openWorld();
    await world.write('IMG_1.jpg', tinyJpeg('one', TAKEN));
    await world.library.scan(world.photos);
    const [before] = await world.files();
    const { counts } = await world.library.scan(world.photos, { mode: 'move' });
    assert.deepEqual(counts, { moved: 1 });
    const files = await world.files();
    assert.deepEqual(
      files.map((file) => [file.id, file.asset_id, file.path, file.state]),
      [[before!.id, before!.asset_id, '2019/05/IMG_1.jpg', 'present']],
    );
    assert.deepEqual((await world.library.scan(world.photos)).counts, {});
  });
});
