import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm, symlink, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { corpusFolder } from '../../../test/fixtures/corpus.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { listItems } from '../session/list-items.ts';
import { startImport } from '../start-import.ts';
import type { Scanned } from '../test-library.ts';
import { assertSound, openWorld } from '../test-world.ts';

const skips = ({ items }: Scanned): string[] =>
  items.flatMap((item) => (item.outcome === 'skipped' ? [`${item.path} ${item.code}`] : [])).sort();

describe('what a scan leaves out', () => {
  it('[S-036] leaves out system folders and says so once a folder, in every scan', async () => {
    await using world = await openWorld();
    const folders = ['$RECYCLE.BIN', 'System Volume Information', '.Trash', '.Trash-1000', '.fseventsd'];
    const more = ['.Spotlight-V100', '@eaDir', 'sub/@eaDir'];
    for (const folder of [...folders, ...more]) await world.write(`${folder}/deep/in.jpg`, folder);
    await world.write('sub/one.jpg', 'one');
    const expected = [...folders, ...more].map((folder) => `${folder}/ system_folder`).sort();
    const first = await world.library.scan(world.photos);
    assert.deepEqual(skips(first), expected);
    assert.deepEqual(first.counts, { imported: 1, skipped: 8 });
    assert.deepEqual(skips(await world.library.scan(world.photos)), expected);
  });

  it('leaves out unfinished and system files, globs and folders with a .nomedia, each with its reason', async () => {
    await using world = await openWorld({ settings: { ignore: ['**/private/**', '*.bmp', 'Cache'] } });
    await world.write('keep.jpg', 'keep');
    await world.write('half.jpg.crdownload', 'half');
    await world.write('._keep.jpg', 'resource fork');
    await world.write('.DS_Store', Buffer.from('x'));
    await world.write('.pending-1700000000-PXL_1.jpg', 'half of a photo');
    await world.write('.trashed-1700000000-PXL_2.jpg', 'a photo in the bin of a phone');
    await world.write('.stversions/keep~20200101-000000.jpg', 'the version before');
    await world.write('a/private/secret.jpg', 'secret');
    await world.write('drawing.BMP', 'drawing');
    await world.write('cache/thumb.jpg', 'thumb');
    await world.write('voice/.nomedia', Buffer.alloc(0));
    await world.write('voice/cover.jpg', 'cover');
    const { counts, ...scanned } = await world.library.scan(world.photos);
    assert.equal(counts['imported'], 1);
    assert.deepEqual(skips({ counts, ...scanned }), [
      '.DS_Store system_file',
      '._keep.jpg system_file',
      '.pending-1700000000-PXL_1.jpg partial_file',
      '.stversions/ system_folder',
      '.trashed-1700000000-PXL_2.jpg system_file',
      'a/private/ ignored_by_rule',
      'cache/ ignored_by_rule',
      'drawing.BMP ignored_by_rule',
      'half.jpg.crdownload partial_file',
      'voice/ nomedia',
    ]);
  });

  it('calls nothing missing that a new rule leaves out, however often it scans', async () => {
    await using world = await openWorld();
    await world.write('a/one.jpg', 'one');
    await world.write('b/two.jpg', 'two');
    await world.library.scan(world.photos);
    await writeFile(join(world.photos, 'a/.nomedia'), '');
    for (let scan = 0; scan < 3; scan++) {
      await world.library.scan(world.photos);
      assert.equal(await world.status('a/one.jpg'), 'active');
    }
    await rm(join(world.photos, 'a'), { recursive: true });
    await world.library.scan(world.photos);
    assert.equal(await world.status('a/one.jpg'), 'missing');
  });

  it('does not follow links unless told, and then enters no folder twice', async () => {
    await using world = await openWorld();
    await using follower = await openWorld({ settings: { followLinks: true } });
    for (const one of [world, follower]) {
      await one.write('album/one.jpg', 'one');
      await one.write('../outside/two.jpg', 'two');
      await symlink('../album', join(one.photos, 'album/loop'));
      await symlink('..', join(one.photos, 'album/up'));
      await symlink('../outside', join(one.photos, 'linked'));
      await symlink('../outside/two.jpg', join(one.photos, 'file-link.jpg'));
      await symlink('nowhere', join(one.photos, 'broken.jpg'));
      await symlink('circle.jpg', join(one.photos, 'circle.jpg'));
    }
    const plain = await world.library.scan(world.photos);
    assert.deepEqual(plain.counts, { imported: 1, skipped: 6 });
    assert.ok(skips(plain).every((line) => line.endsWith('symbolic_link')));
    const followed = await follower.library.scan(follower.photos);
    assert.deepEqual(followed.counts, { imported: 2, duplicate: 1, skipped: 4 });
    assert.deepEqual(skips(followed), [
      'album/loop/ link_loop',
      'album/up/ link_loop',
      'broken.jpg file_missing',
      'circle.jpg file_missing',
    ]);
  });

  it('opens neither pipes nor sockets, so that none can hold it up', async () => {
    await using world = await openWorld();
    execFileSync('mkfifo', ['--', join(world.photos, 'pipe.jpg')]);
    await world.write('one.jpg', 'one');
    const scanned = await world.library.scan(world.photos);
    assert.deepEqual(skips(scanned), ['pipe.jpg not_a_file']);
    assert.equal(scanned.counts['imported'], 1);
  });

  it('takes every difficult name as it is, and safely into its log', async () => {
    await using world = await openWorld();
    const corpus = corpusFolder();
    if (corpus) execFileSync('tar', ['xf', join(corpus, 'hostile/names.tar'), '-C', world.photos]);
    const own = ['new\nline.jpg', '-rf.jpg', '$(id).jpg', 'q\'uo"te.jpg', '🎞️.jpg', '\u202Egpj.exe.jpg'];
    const twins = ['caf\u00e9.jpg', 'cafe\u0301.jpg', 'CASE.jpg', 'case.jpg', `${'n'.repeat(251)}.jpg`, ' .jpg'];
    for (const name of [...own, ...twins]) await world.write(`own/${name}`, name);
    const first = await world.library.scan(world.photos);
    assert.equal(first.session.state, 'done');
    assert.equal(first.counts['error'], undefined);
    const paths = new Set((await world.files()).map((file) => file.path));
    for (const name of [...own, ...twins]) assert.ok(paths.has(`own/${name}`), name);
    const again = await world.library.scan(world.photos);
    assert.equal(again.counts['imported'], undefined);
    assert.equal(again.session.found, first.session.found);
    await assertSound(world);
  });

  it('says of names in an older encoding that their files and folders are not taken in, with every scan', async () => {
    await using world = await openWorld();
    const latin = (name: string): Buffer =>
      Buffer.concat([Buffer.from(`${world.photos}/`), Buffer.from(name, 'latin1')]);
    await writeFile(latin('caf\u00e9.jpg'), tinyJpeg('bad'));
    await writeFile(latin('caf\u00e8.jpg'), tinyJpeg('looks like the other'));
    await mkdir(latin('Fu\u00dfball'));
    await mkdir(latin('Fu\u00e4ball'));
    await world.write('caf\ufffd.jpg', 'good');
    const first = await world.library.scan(world.photos);
    assert.deepEqual(first.counts, { imported: 1, error: 4 });
    const refused = first.items.filter((item) => item.outcome === 'error').map(({ path, code }) => `${path} ${code}`);
    assert.deepEqual(refused.sort(), [
      'Fu\ufffdball (2)/ name_not_utf8',
      'Fu\ufffdball/ name_not_utf8',
      'caf\ufffd.jpg (2) name_not_utf8',
      'caf\ufffd.jpg (3) name_not_utf8',
    ]);
    const again = await world.library.scan(world.photos);
    assert.equal(again.counts['error'], 4);
  });

  it('imports one file of a folder, and calls nothing else of it missing', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'one');
    const two = await world.write('two.jpg', 'two');
    const first = await world.library.scan(two);
    assert.deepEqual(first.counts, { imported: 1 });
    assert.deepEqual(
      (await world.files()).map((file) => file.path),
      ['two.jpg'],
    );
    await world.library.scan(world.photos);
    const { counts, session } = await world.library.scan(two);
    assert.deepEqual(counts, { unchanged: 1 });
    const { rows } = await listItems(world.library.open.db, session, { outcome: 'unchanged', limit: 10 });
    assert.deepEqual(
      rows.map((row) => row.path),
      ['two.jpg'],
    );
    assert.equal(await world.status('one.jpg'), 'active');
  });

  it('takes in a folder that holds storage roots: they become part of it, with everything known', async () => {
    await using world = await openWorld();
    await world.write('2019/one.jpg', 'one');
    await world.write('2020/two.jpg', 'two');
    await world.library.scan(join(world.photos, '2019'));
    const [before] = await world.files();
    assert.equal(before!.path, 'one.jpg');
    await world.write('2019/later/three.jpg', 'three');
    const { counts } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { imported: 2, unchanged: 1 });
    const files = await world.files();
    assert.deepEqual(
      files.map((file) => file.path),
      ['2019/later/three.jpg', '2019/one.jpg', '2020/two.jpg'],
    );
    assert.equal(files[1]!.id, before!.id);
    assert.equal((await world.library.open.db.selectFrom('storage_root').select('id').execute()).length, 1);
    await rm(join(world.photos, '2019/one.jpg'));
    await world.library.scan(world.photos);
    assert.equal(await world.status('2019/one.jpg'), 'missing');
  });

  it('takes nothing in of what the program keeps for itself, wherever that lies', async () => {
    await using world = await openWorld();
    const { data } = world;
    await world.write('../data/derivatives/pictures/a.jpg', 'of ours');
    await world.write('../data/more/b.jpg', 'of a person');
    await world.write('c.jpg', 'of a person too');
    const codes = async (path: string, mode: 'in-place' | 'copy' = 'in-place') => {
      const { items } = await world.library.scan(path, { mode });
      return items.map((item) => `${item.path} ${item.code ?? item.outcome}`).sort();
    };
    assert.deepEqual(await codes(join(data, '..'), 'copy'), ['data/ own_folder', 'photos/c.jpg imported']);
    assert.deepEqual(await codes(join(data, '..')), ['data/ own_folder', 'photos/c.jpg duplicate']);
    const { needs } = world.library;
    for (const path of [join(data, 'derivatives'), join(data, 'derivatives/pictures/a.jpg')])
      await assert.rejects(startImport(needs, { path, mode: 'in-place' }), { code: 'own_folder' });
    assert.deepEqual(
      (await codes(data)).filter((line) => !line.includes('catalogue')),
      ['data/derivatives/ own_folder', 'data/library/ other_root', 'data/more/b.jpg imported'],
    );
  });
});
