import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { systemClock } from '../base/clock.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import { inTransaction } from '../db/transaction.ts';
import { append } from './append.ts';
import { defineEvent } from './define-event.ts';
import { removeOldEvents } from './remove-old-events.ts';
import { type StoredEvent, eventsAfter, tail } from './tail.ts';

const imported = defineEvent('asset.imported', 1, z.object({ n: z.number() }));

it('keeps an event only when the transaction that makes it true commits', async () => {
  await using open = await openTestDatabase();
  await assert.rejects(
    inTransaction(open.db, async (tx) => {
      await append(tx, [imported.of('as_1', { n: 1 })], 5);
      throw new Error('rolled back');
    }),
  );
  await inTransaction(open.db, (tx) => append(tx, [imported.of('as_2', { n: 2 })], 6));
  const [event, ...more] = await eventsAfter(open.db, 0, 10);
  assert.deepEqual(
    { ...event, seq: 0 },
    { seq: 0, atMs: 6, type: 'asset.imported', version: 1, subject: 'as_2', data: { n: 2 } },
  );
  assert.deepEqual(more, []);
});

it('tails events in order from a cursor, those to come included, and ends with its signal', async () => {
  await using open = await openTestDatabase();
  const add = (n: number) => inTransaction(open.db, (tx) => append(tx, [imported.of(null, { n })], n));
  await add(1);
  await add(2);
  const stop = new AbortController();
  const seen: StoredEvent[] = [];
  for await (const event of tail(open.db, { afterSeq: 1, clock: systemClock, signal: stop.signal })) {
    seen.push(event);
    if (seen.length === 1) await add(3);
    if (seen.length === 2) stop.abort();
  }
  assert.deepEqual(
    seen.map((e) => e.data),
    [{ n: 2 }, { n: 3 }],
  );
});

it('removes what is older than it is kept, and the oldest beyond the limit', async () => {
  await using open = await openTestDatabase();
  await inTransaction(open.db, async (tx) => {
    for (let n = 1; n <= 10; n++) await append(tx, [imported.of(null, { n })], n);
  });
  assert.equal(await removeOldEvents(open.db, { sinceMs: 4, maxRows: 100 }), 3);
  assert.equal(await removeOldEvents(open.db, { sinceMs: 0, maxRows: 2 }), 5);
  assert.deepEqual(
    (await eventsAfter(open.db, 0, 100)).map((e) => e.atMs),
    [9, 10],
  );
});
