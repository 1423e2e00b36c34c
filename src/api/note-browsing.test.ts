import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestServer } from '../../test/fixtures/test-server.ts';
import { until } from '../../test/fixtures/until.ts';
import { browsedAtMs } from '../jobs/ledger/run-windows.ts';

it('notes that somebody looks when a picture or an original is asked for, and not when work is watched', async () => {
  await using test = await openTestServer();
  const id = await test.addAsset('a.jpg', Buffer.from('bytes'));
  const get = async (url: string): Promise<void> =>
    void (await test.server.inject({ url, headers: { host: 'localhost' } }));
  for (const url of ['/api/activity', '/api/jobs/overview', '/api/imports', '/api/timeline']) await get(url);
  assert.equal(await browsedAtMs(test.db), undefined);
  const before = Date.now();
  await get(`/api/assets/${id}/original`);
  await until(async () => ((await browsedAtMs(test.db)) ?? 0) >= before);
});
