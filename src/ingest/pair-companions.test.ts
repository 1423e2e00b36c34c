import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AssetId, RootId } from '../contract/ids.ts';
import { inTransaction } from '../db/transaction.ts';
import { newJob } from '../jobs/kind.ts';
import { runJob } from '../jobs/run-job.ts';
import { describeAsset } from './describe-asset.ts';
import { pairCompanions } from './pair-companions.ts';
import { reconcile } from './reconcile.ts';
import { scanFolder } from './scan-folder.ts';
import { startImport } from './start-import.ts';
import { openWorld } from './test-world.ts';

/** Enough of a QuickTime file to be known as a clip. */
const clip = Buffer.from('0000001466747970717420200000000071742020000000086d6f6f76', 'hex');

it('pairs a folder after its clips have been described, however that ended, and does not wait for its pictures', async () => {
  await using world = await openWorld();
  await world.write('a/1.mov', clip);
  await world.write('a/1.jpg', 'still');
  const { engine, needs } = world.library;
  const followUps = (asset: { assetId: string }) => [newJob(describeAsset, { assetId: AssetId.parse(asset.assetId) })];
  const { id } = await startImport(needs, { path: world.photos, mode: 'in-place' });
  await runJob(scanFolder, { input: { sessionId: id }, needs: { ...needs, followUps } });
  const [pairing] = await engine.list({ kind: pairCompanions.kind }, { limit: 2 });
  assert.equal(pairing?.state, 'waiting');
  const describing = await engine.list({ kind: describeAsset.kind }, { limit: 9 });
  assert.equal(describing.length, 2);
  const clips = await world.library.open.db.selectFrom('asset').select('id').where('kind', '=', 'video').execute();
  const job = describing.find(({ assetId }) => assetId === clips[0]?.id);
  await engine.cancel([job!.id]);
  assert.equal((await engine.job(pairing.id)).state, 'ready');
});

it('[S-042] pairs once what an older version has left unpaired, without a scan', async () => {
  await using world = await openWorld();
  const { engine, needs, open } = world.library;
  for (const name of ['a/1.jpg', 'b/2.jpg', 'b/3.jpg', 'c/4.jpg']) await world.write(name, name);
  await world.write('a/1.mov', Buffer.concat([clip, Buffer.from('one')]));
  await world.write('c/P.MP', Buffer.concat([clip, Buffer.from('two')]));
  await world.write('c/P.MP.jpg', 'still');
  await world.library.scan(world.photos);
  await open.db.deleteFrom('job').execute();
  const described = { metadata_state: 'ready', duration_ms: 2_500 } as const;
  await open.db.updateTable('asset').set(described).execute();
  const tools = {
    markStalePictures: () => Promise.resolve(0),
    hasOutdatedPictures: () => Promise.resolve(false),
    picturesKeyOf: () => '',
    toolWorks: () => Promise.resolve(true),
  };
  const reconcileNow = () => runJob(reconcile, { input: {}, needs: { ...needs, ...tools } });
  await reconcileNow();
  const [job, ...more] = await engine.list({ kind: pairCompanions.kind }, { limit: 9 });
  assert.equal(more.length, 0);
  const input = pairCompanions.input.parse(job!.payload);
  assert.deepEqual(input.folders.toSorted(), ['a', 'c'], 'only where something could be a companion');
  assert.deepEqual((await runJob(pairCompanions, { input, needs })).result, { pairs: 2 });
  await reconcileNow();
  assert.equal((await engine.list({ kind: pairCompanions.kind }, { limit: 9 })).length, 1);
});

it('[S-042] pairs in a folder of more files than a statement takes values', async () => {
  await using world = await openWorld();
  const { needs, open } = world.library;
  await world.write('1.jpg', 'still');
  await world.write('1.mov', clip);
  await world.library.scan(world.photos);
  await open.db.updateTable('asset').set({ metadata_state: 'ready', duration_ms: 2_500 }).execute();
  const still = await open.db.selectFrom('asset').selectAll().where('kind', '=', 'image').executeTakeFirstOrThrow();
  const { id: _id, ...file } = await open.db
    .selectFrom('asset_file')
    .selectAll()
    .where('asset_id', '=', still.id)
    .executeTakeFirstOrThrow();
  const numbers = Array.from({ length: 33_000 }, (_, n) => n);
  await inTransaction(open.db, async (tx) => {
    for (let at = 0; at < numbers.length; at += 500) {
      const some = numbers.slice(at, at + 500).map((n) => ({ id: `as_more${n}`, path: `more${n}.jpg` }));
      const assets = some.map(({ id }) => ({ ...still, id, checksum: id }));
      const files = some.map(({ id, path }) => ({ ...file, id: `af_${id}`, asset_id: id, checksum: id, path }));
      await tx.insertInto('asset').values(assets).execute();
      await tx.insertInto('asset_file').values(files).execute();
    }
  });
  const input = { rootId: RootId.parse(file.root_id), sessionId: null, folders: [''], groups: [] };
  assert.deepEqual((await runJob(pairCompanions, { input, needs })).result, { pairs: 1 });
});
