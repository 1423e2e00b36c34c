import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { rootService } from '../../catalogue/roots/storage-roots.ts';
import type { WhyNot } from '../../contract/job.ts';
import { openWorld, type World } from '../test-world.ts';
import { Activity } from './activity.ts';
import { Pace } from './pace.ts';

const activityOf = (world: World, why: WhyNot | null = null, clock = new FakeClock()): Activity =>
  new Activity({ db: world.library.open.db, clock, why: async () => why });

describe('Activity', () => {
  it('shows an import as running until its files are described and pictured', async () => {
    await using world = await openWorld();
    for (const name of ['1.jpg', '2.jpg', '3.jpg', '4.jpg']) await world.write(name, name);
    const { session } = await world.library.scan(world.photos);
    const { db } = world.library.open;
    const activity = activityOf(world);
    const [shown] = (await activity.snapshot()).imports;
    assert.deepEqual([shown?.id, shown?.done, shown?.total, shown?.walkDone], [session.id, 0, 4, true]);
    const [first] = await world.files();
    await db
      .updateTable('asset')
      .set({ metadata_state: 'ready', pictures_state: 'ready' })
      .where('id', '=', first!.asset_id)
      .execute();
    const view = await activityOf(world).session(session.id);
    assert.deepEqual([view.state, view.stages.described.done, view.stages.pictured.done], ['running', 1, 1]);
    await db
      .updateTable('asset')
      .set({ metadata_state: 'ready', pictures_state: 'failed', pictures_code: 'no_preview' })
      .execute();
    const done = await activityOf(world).session(session.id);
    assert.deepEqual([done.state, done.problems], ['done', 4]);
    const snapshot = await activityOf(world).snapshot();
    assert.deepEqual([snapshot.imports, snapshot.assets, snapshot.problems], [[], 4, 4]);
  });

  it('calls no import done by what was counted before its last files came', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const { session } = await world.library.scan(world.photos);
    const { db } = world.library.open;
    let ms = 0;
    // Counting takes a second, so that counts are kept for 20.
    const clock = Object.assign(new FakeClock(), { monotonic: () => (ms += 1_000) });
    const activity = activityOf(world, null, clock);
    const become = async (state: 'running' | 'done', work: 'ready' | 'waiting'): Promise<string> => {
      await db.updateTable('import_session').set({ state }).execute();
      await db.updateTable('asset').set({ metadata_state: work, pictures_state: work }).execute();
      return (await activity.session(session.id)).state;
    };
    assert.equal(await become('running', 'ready'), 'running');
    assert.equal(await become('done', 'waiting'), 'running');
  });

  it('[S-103] says that a running import waits for its disk, and tells no time left', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const { session } = await world.library.scan(world.photos);
    await world.library.engine.serviceDown(rootService(session.root_id), 'The storage root photos is offline');
    const { state, code, message, etaMs } = await activityOf(world).session(session.id);
    assert.deepEqual([state, code, etaMs], ['running', 'root_offline', null]);
    assert.match(message ?? '', /offline/);
    await world.library.engine.serviceUp(rootService(session.root_id));
    assert.equal((await activityOf(world).session(session.id)).code, null);
  });

  it('[S-103] says so of an import, too, that has not begun: its disk was away before', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const { session } = await world.library.scan(world.photos);
    await world.library.open.db.updateTable('import_session').set({ state: 'waiting', walk_done: 0 }).execute();
    const view = () => activityOf(world).session(session.id);
    assert.deepEqual([(await view()).state, (await view()).code], ['waiting', null]);
    await world.library.engine.serviceDown(rootService(session.root_id), 'The storage root photos is offline');
    assert.deepEqual([(await view()).state, (await view()).code], ['waiting', 'root_offline']);
  });

  it('[S-103] says of work that is left whether it waits, for what, or is paused, and works only while something runs', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const why = { cause: 'root-offline', sentence: '1 job waits: photos is not there', cure: null } as const;
    const rest = { queue: 'pictures', service: null, untilAt: null };
    const stateBy = async (cause: WhyNot['cause'] | null): Promise<unknown> => {
      const told = cause === null ? null : { ...why, ...rest, cause };
      const { state, why: sentence } = await activityOf(world, told).snapshot();
      return [state, sentence === null ? null : 'told'];
    };
    assert.deepEqual(await stateBy('root-offline'), ['waiting', 'told']);
    assert.deepEqual(await stateBy('disk-full'), ['waiting', 'told']);
    assert.deepEqual(await stateBy('paused'), ['paused', 'told']);
    assert.deepEqual(await stateBy('no-worker'), ['stalled', 'told']);
    assert.deepEqual(await stateBy(null), ['working', null]);
  });

  it('[S-106] counts an asset as a problem no more when all that failed for it was ignored, until it fails again', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    await db.updateTable('asset').set({ pictures_state: 'failed', pictures_code: 'picture_damaged' }).execute();
    const problems = async (): Promise<number> => (await activityOf(world).snapshot()).problems;
    assert.equal(await problems(), 1);
    const [failed] = await db.selectFrom('job').select('id').where('asset_id', 'is not', null).limit(1).execute();
    const set = (ignoredAtMs: number | null) =>
      db.updateTable('job').set({ state: 'failed', ignored_at_ms: ignoredAtMs }).where('id', '=', failed!.id).execute();
    await set(null);
    assert.equal(await problems(), 1);
    await set(1);
    assert.equal(await problems(), 0);
  });

  it('counts the library again when it changed', async () => {
    await using world = await openWorld();
    const clock = new FakeClock();
    const activity = activityOf(world, null, clock);
    assert.equal((await activity.snapshot()).assets, 0);
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    clock.advance(1_000);
    assert.equal((await activity.snapshot()).assets, 1);
  });
});

describe('Pace', () => {
  it('tells no time left in the first ten seconds, and then a steady one', () => {
    const pace = new Pace(0, 0);
    assert.equal(pace.look(1_000, 10, 1_000).etaMs, null);
    for (let s = 2; s < 10; s++) assert.equal(pace.look(s * 1_000, s * 10, 1_000).etaMs, null);
    let last = pace.look(10_000, 100, 1_000);
    assert.ok(Math.abs((last.ratePerS ?? 0) - 10) < 0.1);
    assert.ok(Math.abs((last.etaMs ?? 0) - 90_000) < 2_000);
    for (let s = 11; s < 60; s++) {
      const stalls = s > 30;
      const next = pace.look(s * 1_000, stalls ? 300 : s * 10, 1_000);
      if (next.etaMs !== null && last.etaMs !== null) {
        assert.ok(next.etaMs < (last.etaMs - 1_000) * 1.34 + 1_001, 'it never jumps up by more than a third');
      }
      last = next;
    }
  });
});
