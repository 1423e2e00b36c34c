import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasCode } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { newId } from '../base/ids.ts';
import { JobId } from '../contract/ids.ts';
import type { RunningJob } from '../jobs/kind.ts';
import { cancelSession } from './session/cancel-session.ts';
import { retrySession } from './session/retry-session.ts';
import { pairCompanions } from './pair-companions.ts';
import { scanFolder } from './scan-folder.ts';
import { startImport } from './start-import.ts';
import { openWorld, type World } from './test-world.ts';

const FILES = 600;

async function filledWorld(): Promise<World> {
  const world = await openWorld();
  for (let n = 0; n < FILES; n++) await world.write(`${n % 7}/${n}.jpg`, `${n % 500}`);
  await world.write('3/note.md', Buffer.from('no picture'));
  await world.write('3/Thumbs.db', Buffer.from('x'));
  return world;
}

/** Runs a session's job until its first commits, then stops it for this reason. */
async function stopEarly(world: World, sessionId: string, why: 'cancel' | 'shutdown'): Promise<void> {
  const controller = new AbortController();
  const { needs } = world.library;
  const stopping: typeof needs = {
    ...needs,
    sink: {
      enqueue: (jobs, tx) => {
        controller.abort();
        return needs.sink.enqueue(jobs, tx);
      },
    },
  };
  await assert.rejects(run(world, sessionId, { needs: stopping, signal: controller.signal, why }), (error) =>
    hasCode(error, 'cancelled'),
  );
}

async function run(
  world: World,
  sessionId: string,
  how: { needs?: World['library']['needs']; signal?: AbortSignal; why?: 'cancel' | 'shutdown' } = {},
): Promise<void> {
  const job: RunningJob = {
    id: JobId.parse(newId('jb', Date.now())),
    attempt: 1,
    isLastTry: false,
    signal: how.signal ?? new AbortController().signal,
    reason: () => (how.signal?.aborted ? how.why : undefined),
    log: silentLog,
    progress: () => undefined,
    stage: () => undefined,
    facts: () => undefined,
    finish: () => Promise.resolve(),
  };
  const input = scanFolder.input.parse({ sessionId });
  await scanFolder.run(input, how.needs ?? world.library.needs, job);
}

const start = async (world: World): Promise<string> =>
  (await startImport(world.library.needs, { path: world.photos, mode: 'in-place' })).id;

/** How many folders, and how many groups of placed files, are to be looked at for companions. */
async function pairingAsked(world: World): Promise<[folders: number, groups: number]> {
  const rows = await world.library.open.db
    .selectFrom('job')
    .select('payload')
    .where('kind', '=', 'ingest.pair')
    .execute();
  const inputs = rows.map(({ payload }) => pairCompanions.input.parse(JSON.parse(payload)));
  const groups = inputs.flatMap((input) => input.groups.map((group) => group.toSorted().join(' ')));
  return [new Set(inputs.flatMap((input) => input.folders)).size, new Set(groups).size];
}

describe('an import that is stopped', () => {
  it('[S-043] is cancelled at the next file, and what is done stays', async () => {
    await using world = await filledWorld();
    const id = await start(world);
    await stopEarly(world, id, 'cancel');
    const { session, items } = await world.library.look(id);
    assert.equal(session.state, 'cancelled');
    assert.notEqual(session.ended_at_ms, null);
    const files = await world.files();
    assert.ok(files.length > 0 && files.length < FILES, `${files.length} files`);
    const logged = items.filter((item) => item.asset_id !== null);
    assert.deepEqual(logged.map((item) => item.path).sort(), files.map((file) => file.path).sort());
  });

  it('[S-043] is cancelled also before it began', async () => {
    await using world = await filledWorld();
    const id = await start(world);
    await cancelSession({ ...world.library.needs, admin: world.library.engine }, id);
    const { session } = await world.library.look(id);
    assert.equal(session.state, 'cancelled');
    assert.equal((await world.library.engine.job(JobId.parse(session.job_id))).state, 'cancelled');
  });

  it('[M-002] goes on after a stop of the program, counting nothing twice', async () => {
    await using world = await filledWorld();
    const id = await start(world);
    await stopEarly(world, id, 'shutdown');
    const stopped = await world.library.look(id);
    assert.deepEqual([stopped.session.state, stopped.session.ended_at_ms], ['waiting', null]);
    await stopEarly(world, id, 'shutdown');
    await run(world, id);
    const { session, counts, items } = await world.library.look(id);
    assert.equal(session.state, 'done');
    assert.deepEqual(counts, { imported: 500, duplicate: 100, skipped: 2 });
    assert.equal(session.found, FILES + 2);
    assert.equal(session.hashed, FILES + 2);
    assert.equal(items.length, FILES + 2);
    assert.equal((await world.files()).length, FILES);
    await run(world, id);
    assert.deepEqual((await world.library.look(id)).counts, counts);
  });

  it('has companions looked for wherever it took files in, also before it was stopped', async () => {
    for (const mode of ['in-place', 'move'] as const) {
      await using world = await openWorld();
      for (let n = 0; n < 150; n++) {
        await world.write(`${n % 7}/${n}.jpg`, `one ${n}`);
        await world.write(`${n % 7}/${n}.jpeg`, `two ${n}`);
      }
      const { id } = await startImport(world.library.needs, { path: world.photos, mode });
      await stopEarly(world, id, 'shutdown');
      await run(world, id);
      const asked = await pairingAsked(world);
      assert.deepEqual(asked, mode === 'move' ? [0, 150] : [7, 0]);
    }
  });

  it('has companions looked for among what it took in before it was cancelled', async () => {
    await using world = await filledWorld();
    const id = await start(world);
    await stopEarly(world, id, 'cancel');
    const folders = new Set((await world.files()).map(({ path }) => path.split('/')[0]));
    assert.deepEqual(await pairingAsked(world), [folders.size, 0]);
  });

  it('is one import while it has not ended: asked for again, the same session answers', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const id = await start(world);
    assert.deepEqual(await startImport(world.library.needs, { path: world.photos, mode: 'in-place' }), {
      id,
      isNew: false,
    });
  });
});

describe('files that failed', () => {
  it('are tried again by their session, which then counts them by their new outcome', async () => {
    await using world = await openWorld();
    await world.write('good.jpg', 'good');
    await world.write('bad.jpg', 'bad');
    const { needs, open } = world.library;
    const id = await start(world);
    await run(world, id);
    // As a disk error leaves it: a line with its code, no file, and a folder that is to be looked at again.
    const failed = { outcome: 'error', code: 'disk_error', asset_id: null } as const;
    await open.db.updateTable('import_item').set(failed).where('path', '=', 'bad.jpg').execute();
    await open.db.deleteFrom('asset_file').where('path', '=', 'bad.jpg').execute();
    await open.db.updateTable('scan_folder').set({ digest: '' }).execute();
    assert.equal((await retrySession(needs, { sessionId: id, code: 'disk_error' })).jobs, 1);
    await run(world, id);
    const { counts, session } = await world.library.look(id);
    assert.equal(session.state, 'done');
    assert.deepEqual(counts, { imported: 1, duplicate: 1 });
    assert.equal(session.found, 2);
  });
});
