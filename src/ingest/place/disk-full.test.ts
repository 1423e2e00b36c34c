import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { mayMount, smallDisk } from '../../../test/fixtures/small-disk.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { hasCode } from '../../base/errors.ts';
import { checkDatabase } from '../../db/database-status.ts';
import { runJob } from '../../jobs/run-job.ts';
import { scanFolder } from '../scan-folder.ts';
import { startImport } from '../start-import.ts';
import { openTestLibrary } from '../test-library.ts';
import { assertSound, openWorld, type World } from '../test-world.ts';

const KIB = 1_024;

const FILES = 12;

const originals = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

async function importInto(world: World): Promise<{ id: string; run(): Promise<unknown> }> {
  const { needs } = world.library;
  const { id } = await startImport(needs, { path: world.photos, mode: 'move' });
  return { id, run: () => runJob(scanFolder, { input: { sessionId: id }, needs }) };
}

async function fill(world: World, bytes: number): Promise<void> {
  for (let n = 0; n < FILES; n++)
    await world.write(`${n}.jpg`, Buffer.concat([tinyJpeg(`${n}`, '2019:05:04 14:03:21'), Buffer.alloc(bytes, n)]));
}

/** Every picture is whole in one place, and the library holds nothing else. */
async function assertMoved(world: World, library: string): Promise<void> {
  assert.deepEqual(originals(world.photos), []);
  assert.equal(originals(library).length, FILES);
  await assertSound(world);
}

describe('a disk that is full', () => {
  it('[M-W14] [I-W13] refuses single files: no half one stays, no source is lost, a later import takes them', async () => {
    await using world = await openWorld();
    const library = join(world.data, 'library');
    await fill(world, 3_000 * KIB);
    limitFileSize(2_000 * KIB);
    const { id, run } = await importInto(world);
    try {
      await run();
    } finally {
      limitFileSize('unlimited');
    }
    const { counts, items } = await world.library.look(id);
    assert.deepEqual([counts, items[0]?.code], [{ error: FILES }, 'file_too_large']);
    assert.deepEqual(originals(library), []);
    assert.equal(originals(world.photos).length, FILES);
    await (await importInto(world)).run();
    await assertMoved(world, library);
  });

  // Where no disk may be mounted, the refusals above prove the same but for the word of the system.
  if (mayMount()) {
    it('[M-W14] is waited for as a whole: no half file, no lost source, no endless errors', async () => {
      await using temp = await tempFolder();
      const library = join(temp.path, 'library');
      await mkdir(library);
      using disk = smallDisk(library, 256);
      await using world = await openWorld({ settings: { library } });
      await fill(world, 40 * KIB);
      const { id, run } = await importInto(world);
      await assert.rejects(run(), (error) => hasCode(error, 'disk_full'));
      const full = await world.library.look(id);
      assert.deepEqual([full.session.state, full.session.code], ['waiting', 'disk_full']);
      assert.equal(full.counts['error'], undefined);
      assert.ok(!existsSync(join(library, '.supervisor-temp')));
      const placed = originals(library).length;
      assert.equal(placed + originals(world.photos).length, FILES, 'every picture is in one place');
      assert.equal((await world.files()).length, placed);
      disk.grow(4_096);
      await run();
      const { session, counts } = await world.library.look(id);
      assert.deepEqual([session.state, session.code, counts], ['done', null, { imported: FILES }]);
      await assertMoved(world, library);
    });

    it('keeps the catalogue whole when it is the disk of the catalogue', async () => {
      await using temp = await tempFolder();
      using disk = smallDisk(temp.path, 1_200);
      await using library = await openTestLibrary(temp.path);
      await using photos = await tempFolder();
      for (let n = 0; n < 1_500; n++) writeFileSync(join(photos.path, `${n}.jpg`), tinyJpeg(`${n}`));
      await assert.rejects(library.scan(photos.path), (error) => hasCode(error, 'disk_full'));
      disk.grow(40_000);
      const { counts, session } = await library.scan(photos.path);
      assert.deepEqual([counts, session.state], [{ imported: 1_500 }, 'done']);
      assert.equal((await checkDatabase(library.open)).ok, true);
    });
  }
});

/** The soft limit of this process. */
function limitFileSize(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}
