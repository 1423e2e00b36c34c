import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';
import { inTransaction } from '../../db/transaction.ts';
import { keepSchedules } from '../../jobs/ledger/schedules.ts';

it('[S-106] does the work of a schedule now, also while it is paused, and says which job does it', async () => {
  await using test = await openJobServer({ kinds: [noteOnce] });
  const schedule = { key: 'notes', kind: noteOnce.kind, input: { n: 1 }, cron: '0 4 * * *', timeZone: null };
  await inTransaction(test.db, (tx) => keepSchedules(tx, [schedule], Date.now()));
  const paused = await test.post('/schedules/notes/pause', {});
  assert.ok(paused.schedules[0].pausedAt);
  const { job, schedules } = await test.post('/schedules/notes/run', {});
  assert.deepEqual([schedules[0].lastRuns[0].jobId, schedules[0].pausedAt], [job, paused.schedules[0].pausedAt]);
  assert.deepEqual(await test.claim('light'), [job]);
  assert.equal((await test.post('/schedules/notes/resume', {})).schedules[0].pausedAt, null);
  for (const to of ['run', 'pause', 'resume']) {
    const { code, message } = await test.post(`/schedules/none/${to}`, {});
    assert.deepEqual([code, message], ['schedule_not_found', 'There is no schedule none; there are notes']);
  }
});
