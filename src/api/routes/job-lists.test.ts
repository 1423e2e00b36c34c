import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newJob } from '../../jobs/kind.ts';
import { noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';

describe('lists of jobs', () => {
  it('lists ended jobs by when they ended, whenever they were made, each once over its pages', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2, 3, 4].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const made: string[] = (await test.get('/jobs')).rows.map(({ id }: { id: string }) => id).reverse();
    await test.post('/jobs/cancel', { filter: { queue: 'light' } });
    for (const [index, endedMs] of [9_000, 7_000, 7_000, 8_000].entries()) {
      const change = test.db.updateTable('job').set({ finished_at_ms: endedMs });
      await change.where('id', '=', made[index] ?? '').execute();
    }
    const wanted = [made[0], made[3], made[2], made[1]];
    for (const state of ['ended', 'cancelled']) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const page = await test.get(`/jobs?state=${state}&limit=1${cursor}`);
        seen.push(...page.rows.map(({ id }: { id: string }) => id));
        if (page.next === undefined) break;
        cursor = `&cursor=${page.next}`;
      }
      assert.deepEqual(seen, wanted, state);
    }
    assert.equal((await test.get(`/jobs?state=ended&cursor=${made[0]}`)).code, 'bad_request');
    assert.equal((await test.get(`/jobs?cursor=7000-${made[0]}`)).code, 'bad_request');
  });
});
