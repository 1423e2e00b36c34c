import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Database } from '../../db/database.ts';
import { openTestDatabase } from '../../db/open-test-database.ts';
import { inTransaction } from '../../db/transaction.ts';
import { append } from '../../events/append.ts';
import { type ContentFacts, insertAssets, newAsset } from '../assets/new-asset.ts';
import { aspectByte, TimelineIndex } from './timeline-index.ts';
import { cpuTimeMs } from '../../../test/fixtures/cpu-time.ts';

const NOW_MS = Date.UTC(2026, 0, 1);

function facts(name: string, local: string | null, more: Partial<ContentFacts> = {}): ContentFacts {
  return {
    checksum: createHash('sha256').update(name).digest('hex'),
    kind: 'image',
    format: 'jpeg',
    mime: 'image/jpeg',
    mismatch: null,
    name,
    sizeBytes: 10,
    mtimeMs: NOW_MS,
    widthPx: 4_000,
    heightPx: 3_000,
    orientation: 1,
    local,
    embedded: null,
    hasGeneration: false,
    camera: null,
    ...more,
  };
}

async function add(db: Database, ...all: ContentFacts[]): Promise<string[]> {
  const rows = all.map((one) => newAsset(one, NOW_MS));
  await inTransaction(db, async (tx) => {
    await insertAssets(tx, rows);
    const events = rows.map((row) => ({ type: 'asset.imported', version: 1, subject: row.id, data: {} }));
    await append(tx, events, NOW_MS);
  });
  return rows.map((row) => row.id);
}

describe('TimelineIndex', () => {
  it('lists every asset newest first, by the day where it was taken, with one byte for its shape', async () => {
    await using open = await openTestDatabase();
    const [a, b, c] = await add(
      open.db,
      facts('a', '2019-05-04T00:00:01'),
      facts('b', '2019-05-04T23:59:59', { widthPx: 3_000, heightPx: 4_000 }),
      facts('c', '1969-12-31T12:00:00', { widthPx: null, heightPx: null }),
    );
    const index = new TimelineIndex(open.db);
    const shape = await index.shape({});
    assert.deepEqual(shape.days, [
      { day: '2019-05-04', count: 2 },
      { day: '1969-12-31', count: 1 },
    ]);
    assert.deepEqual([...Buffer.from(shape.aspects, 'base64')], [aspectByte(3, 4), aspectByte(4, 3), 128]);
    const { rows, revision } = await index.items({}, 0, 10);
    assert.deepEqual(
      rows.map((row) => row.id),
      [b, a, c],
    );
    assert.equal(revision, shape.revision);
    assert.deepEqual(
      (await index.items({}, 1, 1)).rows.map((row) => row.id),
      [a],
    );
  });

  it('is another revision once an asset came, and the same while nothing happens', async () => {
    await using open = await openTestDatabase();
    await add(open.db, facts('a', '2019-05-04T00:00:01'));
    const index = new TimelineIndex(open.db);
    const before = await index.shape({});
    assert.equal(await index.shape({}), before);
    await add(open.db, facts('b', '2020-05-04T00:00:01'));
    const after = await index.shape({});
    assert.notEqual(after.revision, before.revision);
    assert.equal(after.total, 2);
  });

  it('finds neighbours, and says when an asset is not in the view', async () => {
    await using open = await openTestDatabase();
    const [a, b, c] = await add(
      open.db,
      facts('a', '2019-05-03T00:00:00'),
      facts('b', '2019-05-02T00:00:00'),
      facts('c', '2019-05-01T00:00:00', { kind: 'video' }),
    );
    const index = new TimelineIndex(open.db);
    const around = await index.neighbours({}, b!, 2);
    assert.deepEqual(
      [around.before, around.after].map((cards) => cards.map((card) => card.id)),
      [[a], [c]],
    );
    assert.deepEqual([around.index, around.total], [1, 3]);
    await assert.rejects(index.neighbours({ kind: 'image' }, c!, 1), { code: 'asset_not_found' });
  });

  it('[S-028] gives 20 000 assets in a moment, and a page of cards in a blink', async () => {
    await using open = await openTestDatabase();
    const all = Array.from({ length: 20_000 }, (_, n) =>
      facts(`${n}`, new Date(n * 9_000_000).toISOString().slice(0, 19)),
    );
    await add(open.db, ...all);
    const index = new TimelineIndex(open.db);
    const startedMs = cpuTimeMs();
    assert.equal((await index.shape({})).total, 20_000);
    const shapeMs = cpuTimeMs() - startedMs;
    assert.equal((await index.items({}, 5_000, 200)).rows.length, 200);
    const cardsMs = cpuTimeMs() - startedMs - shapeMs;
    // Ten times of what is measured alone: a lost index is far above it.
    assert.ok(shapeMs < 400 && cardsMs < 150, `${shapeMs} ms, ${cardsMs} ms`);
  });
});
