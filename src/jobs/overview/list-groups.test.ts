import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce, single } from '../../../test/fixtures/job-kinds.ts';
import { openTestEngine } from '../../../test/fixtures/test-engine.ts';
import { FakeClock } from '../../base/clock.ts';
import { openTestDatabase } from '../../db/open-test-database.ts';
import { inTransaction } from '../../db/transaction.ts';
import { newJob } from '../kind.ts';
import { openGroups } from './list-groups.ts';

const kinds = [{ kind: noteOnce.kind, weight: 4 }, { kind: single.kind }];

it('tells how far an import is by the weight of its jobs, and what is left at the pace of the last two minutes', async () => {
  const clock = new FakeClock();
  await using open = await openTestDatabase();
  await using engine = openTestEngine(open, clock);
  const { db } = open;
  const groups = () => openGroups(db, { nowMs: clock.now(), kinds });
  await inTransaction(db, (tx) => engine.openGroup({ id: 'is_1', kind: 'import', title: 'Holidays' }, tx));
  await inTransaction(db, (tx) => engine.openGroup({ id: 'is_0', kind: 'import', title: 'Of long ago' }, tx));
  assert.deepEqual(await groups(), []);
  const heavy = await engine.enqueue([1, 2, 3, 4].map((n) => newJob(noteOnce, { n, ms: 0 })));
  const light = await engine.enqueue(['a', 'b', 'c', 'd'].map((key) => newJob(single, { key })));
  await db.updateTable('job').set({ session_id: 'is_1' }).execute();
  clock.advance(600_000);
  const end = (ids: readonly string[], state: 'done' | 'failed'): Promise<unknown> =>
    db.updateTable('job').set({ state, finished_at_ms: clock.now() }).where('id', 'in', ids).execute();
  await end([heavy[0]!.id, light[0]!.id], 'done');
  await end([light[1]!.id], 'failed');
  clock.advance(60_000);
  const [group, ...more] = await groups();
  assert.equal(more.length, 0);
  assert.deepEqual([group?.title, group?.jobs, group?.done, group?.failed], ['Holidays', 8, 2, 1]);
  // 6 of 20 units are done, all of them in the last two minutes
  assert.deepEqual([group?.share, group?.etaMs], [0.3, (14 / 6) * 120_000]);
  clock.advance(61_000);
  assert.equal((await groups())[0]?.etaMs, null);
  await end(
    [...heavy, ...light].map(({ id }) => id),
    'done',
  );
  assert.deepEqual(await groups(), []);
});
