import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../base/clock.ts';
import { newId } from '../../base/ids.ts';
import type { ImportReport } from '../../contract/import.ts';
import type { JobState } from '../../db/tables/job.ts';
import { Activity } from '../activity/activity.ts';
import { openWorld, type World } from '../test-world.ts';
import { failureGroups } from './groups-by-code.ts';
import { getSession } from './list-items.ts';
import { keepReports } from './session-report.ts';
import { viewReport } from './view-report.ts';

const SECOND_MS = 1_000;

/** An import of three files, and the jobs of it by hand. */
async function openBench() {
  const world: World = await openWorld();
  for (const name of ['1.jpg', '2.jpg', '3.jpg']) await world.write(name, name);
  const { session } = await world.library.scan(world.photos);
  const { db } = world.library.open;
  await db.deleteFrom('job').execute();
  const startMs = session.started_at_ms;
  return {
    world,
    db,
    id: session.id,
    keep: () => keepReports({ db }),
    async job(kind: string, state: JobState, [from, to]: readonly [number, number | null]): Promise<string> {
      const id = newId('jb', Date.now());
      const times = { created_at_ms: startMs, run_at_ms: startMs, started_at_ms: startMs + from * SECOND_MS };
      const finished_at_ms = to === null ? null : startMs + to * SECOND_MS;
      const plain = { id, kind, state, queue: 'test', priority: 1, max_attempts: 1, attempt: 1, payload: '{}' };
      const none = { counted_failures: 0, lost: 0, fence: 0, progress_done: 0 };
      const row = { ...plain, ...times, ...none, finished_at_ms, session_id: session.id };
      await db
        .insertInto('job')
        .values({
          ...row,
          lease_until_ms: null,
          worker_id: null,
          cancel_requested_at_ms: null,
          unique_key: null,
          asset_id: null,
          cursor: null,
          progress_total: null,
          result: null,
          error: null,
          blocked_on: null,
          stage: null,
          stage_at_ms: null,
          ignored_at_ms: null,
        })
        .execute();
      return id;
    },
    endedAt: async () =>
      (await new Activity({ db, clock: systemClock, why: async () => null }).session(session.id)).endedAt,
    async report(): Promise<ImportReport> {
      const now = await getSession(db, session.id);
      const view = await new Activity({ db, clock: systemClock, why: async () => null }).view(now);
      return await viewReport(db, now, { view, failures: await failureGroups(db, session.id) });
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const phase = (report: ImportReport, name: string) => report.phases.find((one) => one.name === name)!;
const spent = (report: ImportReport, name: string) => phase(report, name).durationMs;

describe('the report of an import', () => {
  it('[P-059] tells of each phase its status, times, files and errors, while it runs and when it is over', async () => {
    await using b = await openBench();
    const running = await b.job('ingest.describe', 'running', [1, null]);
    const early = await b.report();
    assert.deepEqual(
      early.phases.map(({ name, status, done, total }) => [name, status, done, total]),
      [
        ['walk', 'done', 3, 3],
        ['take-in', 'done', 3, 3],
        ['metadata', 'running', 0, 3],
        ['pictures', 'waiting', 0, 3],
      ],
    );
    assert.deepEqual([early.endedAt, early.durationMs, spent(early, 'metadata')], [null, null, null]);
    await b.db
      .updateTable('job')
      .set({ state: 'done', finished_at_ms: Date.now() })
      .where('id', '=', running)
      .execute();
    await b.job('ingest.describe', 'done', [2, 4]);
    await b.job('derivative.pictures', 'failed', [3, 10]);
    await b.db.updateTable('asset').set({ metadata_state: 'ready', pictures_state: 'ready' }).execute();
    const [one] = await b.world.files();
    const failed = { pictures_state: 'failed', pictures_code: 'decode_failed' } as const;
    await b.db.updateTable('asset').set(failed).where('id', '=', one!.asset_id).execute();
    const report = await b.report();
    assert.deepEqual([spent(report, 'metadata'), spent(report, 'pictures')], [3_000, 7_000]);
    assert.deepEqual([phase(report, 'pictures').errors, report.errors, report.files], [1, 1, 3]);
    assert.equal(report.successRate, 2 / 3);
    assert.equal(report.durationMs, 10_000);
    assert.equal(Date.parse(report.endedAt ?? '') - Date.parse(report.startedAt), 10_000);
  });

  it('[P-059] is kept when its jobs and the lines of its log are gone, with its times also when something is tried again', async () => {
    await using b = await openBench();
    const first = await b.job('ingest.describe', 'done', [1, 2]);
    const last = await b.job('derivative.pictures', 'running', [2, null]);
    assert.equal(await b.keep(), 0, 'not over yet');
    await b.db.deleteFrom('job').where('id', '=', first).execute(); // forgotten while the import goes on
    await b.job('ingest.describe', 'done', [5, 6]);
    const ended = { state: 'done', finished_at_ms: (await getSession(b.db, b.id)).started_at_ms + 9_000 } as const;
    await b.db.updateTable('job').set(ended).where('id', '=', last).execute();
    await b.db.updateTable('asset').set({ metadata_state: 'ready', pictures_state: 'ready' }).execute();
    assert.equal(await b.keep(), 1);
    const kept = await b.report();
    assert.deepEqual([spent(kept, 'metadata'), spent(kept, 'pictures'), kept.durationMs], [5_000, 7_000, 9_000]);
    await b.job('derivative.pictures', 'done', [80_000, 80_001]);
    assert.deepEqual(await b.report(), kept);
    await b.db.deleteFrom('job').execute();
    await b.db.deleteFrom('import_item').execute();
    assert.deepEqual(await b.report(), kept);
    assert.equal(await b.endedAt(), kept.endedAt);
    assert.equal(await b.keep(), 0, 'kept once');
  });

  it('[P-059] says of an import that was stopped which phases did not come to their end', async () => {
    await using b = await openBench();
    const stopped = { state: 'cancelled', walk_done: 0 } as const;
    await b.db.updateTable('import_session').set(stopped).where('id', '=', b.id).execute();
    const statuses = async () => (await b.report()).phases.map(({ status }) => status);
    assert.deepEqual(
      await statuses(),
      ['stopped', 'stopped', 'waiting', 'waiting'],
      'what was taken in is yet to be done',
    );
    await b.db.deleteFrom('import_item').execute();
    assert.deepEqual(await statuses(), ['stopped', 'stopped', 'skipped', 'skipped']);
    assert.equal((await b.report()).successRate, 1);
  });
});
