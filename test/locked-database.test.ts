import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openTestServer } from './fixtures/test-server.ts';

describe('while another process writes', () => {
  it('reads at once, and refuses a change within moments with busy and Retry-After', async () => {
    await using test = await openTestServer();
    using other = new DatabaseSync(join(test.folder, 'catalogue.sqlite'));
    other.exec('begin immediate');
    const askedMs = performance.now();
    const refused = await test.server.inject({ method: 'POST', url: '/api/queues/pictures/pause', body: {} });
    assert.ok(performance.now() - askedMs < 1_000, 'long before the write itself gives up after 5 s');
    assert.deepEqual([refused.statusCode, refused.json().code, refused.headers['retry-after']], [503, 'busy', '1']);
    for (const url of ['/api/jobs/status', '/api/activity', '/api/jobs/overview', '/health', '/metrics']) {
      assert.equal((await test.server.inject({ url })).statusCode === 503, false, url);
    }
    other.exec('rollback');
    const done = await test.server.inject({ method: 'POST', url: '/api/queues/pictures/resume', body: {} });
    assert.equal(done.statusCode, 200);
  });
});
