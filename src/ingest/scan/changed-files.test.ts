import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { viewAsset } from '../../catalogue/assets/asset-view.ts';
import { followUp } from '../test-library.ts';
import { assertSound, OLD_S, openWorld } from '../test-world.ts';

describe('files that were moved or changed', () => {
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

  it('[S-040] [I-W08] notes a wrong extension of a file, also of a copy, until its only file has a better name', async () => {
    await using world = await openWorld();
    const mismatches = async (): Promise<Set<string | null>> =>
      new Set(
        (await world.library.open.db.selectFrom('asset').select('mismatch').execute()).map(({ mismatch }) => mismatch),
      );
    await world.write('a.png', 'a');
    await world.write('b.jpg', 'b');
    await world.library.scan(world.photos);
    assert.deepEqual(await mismatches(), new Set([null, 'png']));
    await rename(join(world.photos, 'a.png'), join(world.photos, 'a.jpg'));
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 1, moved: 1 });
    assert.deepEqual(await mismatches(), new Set([null]));
    await world.write('copy of b.gif', 'b');
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 2, duplicate: 1 });
    assert.deepEqual(await mismatches(), new Set(['gif', null]));
  });

  it('[M-W19] [S-289] knows a change in place by its hash, and makes it a new version of the same asset', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'first');
    await world.library.scan(world.photos);
    const [before] = await world.files();
    await world.library.open.db.deleteFrom('job').execute();
    await world.write('one.jpg', 'second, longer');
    const { counts } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { changed: 1 });
    const anew = await world.library.engine.list({ kind: followUp.kind }, { limit: 10 });
    assert.deepEqual(
      anew.map(({ assetId }) => assetId),
      [before!.asset_id],
    );
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

  it('[M-W19] reads a touched file again and finds it unchanged', async () => {
    await using world = await openWorld();
    const path = await world.write('one.jpg', 'a');
    await world.library.scan(world.photos);
    await utimes(path, OLD_S + 5, OLD_S + 5);
    const { counts, items } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { unchanged: 1 });
    assert.equal(items[0]?.message, 'Touched, the bytes are the same');
    assert.deepEqual((await world.library.scan(world.photos)).items, []);
  });

  it('misses a file whose place a link or a pipe has taken, but none that was recorded through a link', async () => {
    await using world = await openWorld({ settings: { followLinks: true } });
    const [linked, piped] = [await world.write('a/linked.jpg', 'same'), await world.write('a/piped.jpg', 'pipe')];
    const kept = await world.write('b/kept.jpg', 'same');
    await world.write('../outside/real.jpg', 'real');
    await symlink('../../outside/real.jpg', join(world.photos, 'a/through.jpg'));
    await world.library.scan(world.photos);
    Object.assign(world.library.needs.ingestSettings(), { followLinks: false });
    await rm(linked);
    await symlink(kept, linked);
    await rm(piped);
    execFileSync('mkfifo', [piped]);
    await world.library.scan(world.photos);
    const states = (await world.files()).map(({ path, state }) => `${path} ${state}`).sort();
    assert.deepEqual(states, [
      'a/linked.jpg missing',
      'a/piped.jpg missing',
      'a/through.jpg present',
      'b/kept.jpg present',
    ]);
    assert.equal(await world.status('b/kept.jpg'), 'active');
  });
});
