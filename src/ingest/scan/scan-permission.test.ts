import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isAllPowerful, testWithoutRights } from '../../../test/fixtures/without-rights.ts';
import { openWorld } from '../test-world.ts';

if (isAllPowerful()) {
  it('[S-044] [S-304] [I-W25] passes the tests of this file in a child without the rights of root', async () => {
    await testWithoutRights(import.meta.filename);
  });
} else {
  describe('what a scan cannot read', () => {
    it('[S-044] [S-304] goes on after a folder without permission, keeps what it knows of it, and takes it in later', async () => {
      await using world = await openWorld();
      await world.write('open/one.jpg', 'one');
      await world.write('shut/two.jpg', 'two');
      await world.write('shut/deep/three.jpg', 'three');
      await world.library.scan(world.photos);
      await world.write('open/four.jpg', 'four');
      await using shut = await shutOff(join(world.photos, 'shut'));
      const { session, counts, items } = await world.library.scan(world.photos);
      assert.equal(session.state, 'done');
      assert.deepEqual(counts, { imported: 1, unchanged: 1, error: 1 });
      const line = items.find((item) => item.outcome === 'error')!;
      assert.deepEqual([line.path, line.code], ['shut/', 'permission_denied']);
      assert.ok(!line.message?.includes(world.photos), 'a message names no full path');
      assert.equal(await world.status('shut/two.jpg'), 'active');
      await shut.open();
      assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 4 });
    });

    it('[S-044] [I-W25] goes on after files that cannot be read, traced though traces are off, and tries them again', async () => {
      await using world = await openWorld({ settings: { traces: { enabled: false, off: [] } } });
      const path = await world.write('two.jpg', 'two');
      await world.write('one.jpg', 'one');
      await using shut = await shutOff(path);
      const first = await world.library.scan(world.photos);
      assert.deepEqual(first.counts, { imported: 1, error: 1 });
      const traces = await world.library.open.db.selectFrom('import_trace').selectAll().where('ok', '=', 0).execute();
      assert.deepEqual(
        traces.map((trace) => [trace.item_id, trace.asset_id, trace.code]),
        [[first.items.find((item) => item.outcome === 'error')!.id, null, 'permission_denied']],
      );
      assert.ok(!traces[0]!.detail?.includes(world.photos));
      await shut.open();
      assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 1, imported: 1 });
    });
  });
}

/** Takes the right to read a path away until it is opened again. */
async function shutOff(path: string): Promise<{ open(): Promise<void> } & AsyncDisposable> {
  await chmod(path, 0o000);
  const open = (): Promise<void> => chmod(path, 0o755);
  return { open, [Symbol.asyncDispose]: open };
}
