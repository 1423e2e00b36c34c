import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFileState } from '../../catalogue/files/file-rows.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openWorld } from '../test-world.ts';
import { findKnownContent } from './known-content.ts';

it('looks at a few of many copies of one content, and at those that are missing in any case', async () => {
  await using world = await openWorld();
  const COPIES = 30;
  for (let n = 0; n < COPIES; n++) await world.write(`copies/${String(n).padStart(2, '0')}.jpg`, 'same');
  await world.write('other.jpg', 'other');
  await world.library.scan(world.photos);
  const { db } = world.library.open;
  const files = await world.files();
  const copies = files.filter(({ path }) => path.startsWith('copies/'));
  const gone = copies.at(-1)!;
  await inTransaction(db, (tx) => setFileState(tx, [gone.id], 'missing'));
  const batch = files.map(({ checksum }) => ({ facts: { checksum } }));
  const { assetOf, filesOf } = await findKnownContent(db, batch);
  assert.equal(assetOf.size, 2);
  const found = filesOf.get(gone.asset_id) ?? [];
  assert.deepEqual([found[0]?.id, found.length], [gone.id, 21]);
  assert.equal(filesOf.get(files.find(({ path }) => path === 'other.jpg')!.asset_id)?.length, 1);
});
