import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkDatabase } from '../../src/db/database-status.ts';
import { type OpenDatabase, openDatabase } from '../../src/db/open.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { tinyJpeg } from '../fixtures/tiny-jpeg.ts';

const KILLS = 5;
const FILES_A_ROUND = 100;
const PRODUCT_KILLS = 3;
const PRODUCT_FILES = 20;

const script = join(import.meta.dirname, '../fixtures/import-worker.ts');
const app = join(import.meta.dirname, '../../bin/app.js');

/** Adds files to a folder: every tenth repeats the content of another one, every twentieth has a sidecar. */
async function addFiles(folder: string, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    const path = join(folder, `${n % 9}`, `IMG_${n}.jpg`);
    await mkdir(join(path, '..'), { recursive: true });
    const day = String((n % 27) + 1).padStart(2, '0');
    await writeFile(
      path,
      tinyJpeg(`content ${n % 10 === 0 ? 0 : n}`, n % 4 === 0 ? undefined : `2019:05:${day} 14:03:21`),
    );
    if (n % 20 === 1) await writeFile(`${path}.xmp`, `<x:xmpmeta xmlns:x="adobe:ns:meta/">${n}</x:xmpmeta>`);
  }
}

/** Relative paths of all files below a folder. */
function tree(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Kills the child some random time after it began to work. @returns false when it had ended before */
async function kill(child: ChildProcess, withinMs: number): Promise<boolean> {
  const ended = once(child, 'exit');
  await sleep(Math.random() * withinMs); // the random point is the test
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

/** The catalogue and the disk say the same: each content one asset, each file one row, each row its file. */
async function assertSound(open: OpenDatabase, root: string, contents: ReadonlySet<string>): Promise<void> {
  assert.deepEqual(await checkDatabase(open), { ok: true, damages: [], brokenReferences: [] });
  const assets = await open.db.selectFrom('asset').select(['id', 'checksum', 'status']).execute();
  assert.deepEqual(assets.map((asset) => asset.checksum).sort(), [...contents].sort());
  assert.ok(assets.every((asset) => asset.status === 'active'));
  const rows = await open.db
    .selectFrom('asset_file')
    .select(['path', 'checksum', 'state', 'role', 'asset_id'])
    .execute();
  const there = rows.filter((row) => row.state === 'present');
  const onDisk = tree(root);
  assert.deepEqual(there.map((row) => row.path).sort(), onDisk);
  for (const row of there) assert.equal(sha256(join(root, row.path)), row.checksum, row.path);
  const checksumOf = new Map(assets.map((asset) => [asset.id, asset.checksum]));
  for (const row of there.filter(({ role }) => role === 'original'))
    assert.equal(checksumOf.get(row.asset_id), row.checksum);
}

describe('an import that is killed', () => {
  for (const mode of ['in-place', 'copy', 'move'] as const)
    it(
      `[I-W12] [M-W14] [M-002] loses and doubles nothing at any point (${mode}, ${KILLS} kills)`,
      { timeout: 180_000 },
      async () => {
        await using temp = await tempFolder();
        const [data, photos] = [join(temp.path, 'data'), join(temp.path, 'photos')];
        await mkdir(data);
        await mkdir(photos);
        const contents = new Set<string>();
        const add = async (round: number): Promise<void> => {
          await addFiles(photos, round * FILES_A_ROUND, FILES_A_ROUND);
          for (const path of tree(photos)) if (path.endsWith('.jpg')) contents.add(sha256(join(photos, path)));
        };
        let hits = 0;
        for (let round = 0; round < KILLS; round++) {
          await add(round);
          const child = fork(script, [data, photos, mode]);
          await once(child, 'message');
          if (await kill(child, 250)) hits += 1;
        }
        assert.ok(hits >= KILLS / 2, `only ${hits} kills hit a running import`);
        await add(KILLS);
        const child = fork(script, [data, photos, mode]);
        const ended = once(child, 'exit');
        assert.equal((await ended)[0], 0);
        await using open = await openDatabase({ file: join(data, 'catalogue.sqlite') });
        const library = join(data, 'library');
        await assertSound(open, mode === 'in-place' ? photos : library, contents);
        const originals = (root: string): string[] => tree(root).filter((path) => path.endsWith('.jpg'));
        const sidecars = (root: string): string[] => tree(root).filter((path) => path.endsWith('.xmp'));
        const written = KILLS * FILES_A_ROUND + FILES_A_ROUND;
        if (mode === 'move') assert.deepEqual(tree(photos), []);
        else assert.equal(originals(photos).length, written);
        if (mode !== 'in-place') {
          // A copy that was made but not recorded before a kill is taken over as a further file of its asset.
          assert.ok(originals(library).length >= contents.size);
          assert.equal(sidecars(library).length, written / 20);
          assert.ok(!existsSync(join(library, '.supervisor-temp')));
        }
        await assertCounts(open);
      },
    );

  it(
    `[M-002] [I-W12] is mended by the next run of the real program, pictures and all (${PRODUCT_KILLS} kills)`,
    { timeout: 240_000 },
    async () => {
      await using temp = await tempFolder();
      const [data, photos] = [join(temp.path, 'data'), join(temp.path, 'photos')];
      await mkdir(photos, { recursive: true });
      const args = [app, 'import', photos, '--data', data, '--json'];
      for (let round = 0; round < PRODUCT_KILLS; round++) {
        await addFiles(photos, round * PRODUCT_FILES, PRODUCT_FILES);
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
        await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
        await kill(child, 800);
      }
      const last = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      last.stdout.resume();
      assert.equal((await once(last, 'exit'))[0], 0);
      await using open = await openDatabase({ file: join(data, 'catalogue.sqlite') });
      const contents = new Set(
        tree(photos).flatMap((path) => (path.endsWith('.jpg') ? [sha256(join(photos, path))] : [])),
      );
      await assertSound(open, photos, contents);
      const states = await open.db
        .selectFrom('asset')
        .select(['pictures_state', 'metadata_state'])
        .distinct()
        .execute();
      assert.deepEqual(states, [{ pictures_state: 'ready', metadata_state: 'ready' }]);
      const derivatives = await open.db.selectFrom('derivative').select('blob_key').execute();
      assert.equal(derivatives.length, contents.size * 3);
      const blobs = tree(join(data, 'derivatives')).map((path) => basename(path));
      assert.deepEqual(derivatives.map((row) => basename(row.blob_key)).sort(), blobs.sort());
      await assertCounts(open);
    },
  );
});

/** Every session counts what its lines say, and has ended; the last one well. */
async function assertCounts(open: OpenDatabase): Promise<void> {
  const sessions = await open.db.selectFrom('import_session').selectAll().orderBy('id').execute();
  assert.equal(sessions.at(-1)?.state, 'done');
  for (const session of sessions) {
    const lines = await open.db
      .selectFrom('import_item')
      .select((eb) => ['outcome', eb.fn.countAll<number>().as('n')])
      .where('session_id', '=', session.id)
      .groupBy('outcome')
      .execute();
    const counts = JSON.parse(session.counts) as Record<string, number>;
    for (const { outcome, n } of lines)
      assert.ok(
        (counts[outcome] ?? 0) >= n,
        `${outcome}: ${counts[outcome]} < ${n} of ${session.counts} ${JSON.stringify(lines)}`,
      );
    // A scan that was lost four times with its program is given up; the import that a person starts goes on.
    if (session.state !== 'done') assert.deepEqual([session.state, session.code], ['failed', 'job_lost_too_often']);
    const sum = Object.values(counts).reduce((a, b) => a + b, 0);
    assert.equal(session.hashed, sum);
  }
}
