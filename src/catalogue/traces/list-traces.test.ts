import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inTransaction } from '../../db/transaction.ts';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';
import { addTrace, type TraceInput } from './add-trace.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const passed: TraceInput = {
  type: 'thumbnail_generation',
  method: 'sharp/small',
  ok: true,
  durationUs: 2_000,
  bytes: 900,
  widthPx: 512,
  heightPx: 341,
  tool: 'sharp 1',
};
const refused: TraceInput = {
  type: 'preview_extraction',
  method: 'embedded:EXIF:Thumb',
  ok: false,
  code: 'too_small',
  durationUs: 0,
};

async function withTraces(): Promise<AsyncDisposable & { test: TestServer; assets: string[] }> {
  const test = await openTestServer();
  const assets = [await test.addAsset('a.jpg', Buffer.from('a')), await test.addAsset('b.jpg', Buffer.from('b'))];
  await inTransaction(test.db, async (tx) => {
    for (const [index, assetId] of assets.entries()) {
      await addTrace(tx, { assetId, atMs: NOON + index * 1_000, attempt: 1 }, [refused, passed, passed]);
    }
  });
  return { test, assets, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

const get = async (test: TestServer, url: string) => (await test.server.inject({ url: `/api${url}` })).json();

describe('traces', () => {
  it('[I-057, I-064] lists each tried method with asset, type, order, success or reason, duration, size and time', async () => {
    await using made = await withTraces();
    const { rows } = await get(made.test, '/traces?limit=3');
    const [last, , first] = rows;
    assert.deepEqual(last.asset, { id: made.assets[1], name: 'b.jpg' });
    assert.deepEqual([first.order, first.ok, first.code], [1, false, 'too_small']);
    assert.deepEqual(
      [last.order, last.method, last.durationMs, last.bytes, last.widthPx, last.heightPx, last.tool],
      [3, 'sharp/small', 2, 900, 512, 341, 'sharp 1'],
    );
    assert.equal(last.at, '2026-01-01T12:00:01.000Z');
  });

  it('shows each step on one page only, also where many share one time', async () => {
    await using made = await withTraces();
    const seen: string[] = [];
    for (let next = ''; next !== 'end';) {
      const page = await get(made.test, `/traces?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      for (const row of page.rows) seen.push(`${row.asset.name} ${row.order}`);
      next = page.next ?? 'end';
    }
    assert.deepEqual(seen, ['b.jpg 3', 'b.jpg 2', 'b.jpg 1', 'a.jpg 3', 'a.jpg 2', 'a.jpg 1']);
  });

  it('[I-063, I-062] filters by asset, time, type and success, and counts what passed and failed', async () => {
    await using made = await withTraces();
    const rowsOf = async (query: string): Promise<number> => (await get(made.test, `/traces?${query}`)).rows.length;
    assert.equal(await rowsOf(`asset=${made.assets[0]}`), 3);
    assert.equal(await rowsOf('type=preview_extraction'), 2);
    assert.equal(await rowsOf('ok=false'), 2);
    assert.equal(await rowsOf('from=2026-01-01T12:00:01Z'), 3);
    assert.equal(await rowsOf('to=2026-01-01T11:00:00Z'), 0);
    const stats = await get(made.test, '/traces/stats');
    assert.deepEqual([stats.total, stats.passed, stats.failed], [6, 4, 2]);
    assert.deepEqual(stats.methods[0], {
      type: 'thumbnail_generation',
      method: 'sharp/small',
      total: 4,
      failed: 0,
      meanMs: 2,
    });
  });
});
