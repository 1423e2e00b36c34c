import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { FakeClock } from '../base/clock.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import { newJob } from './kind.ts';
import { changeSelected } from './overview/select-jobs.ts';
import { pruneByFilter } from './prune-by-filter.ts';
import { removeEndedJobs } from './remove-ended-jobs.ts';

const JOBS = 5_000;
/** More than the few that a statement or two may take by themselves. */
const TURNS = 5;

/** How often others came to their turn while `work` ran. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isOver = true;
  return turns;
}

it('[S-298] lets requests be answered while thousands of jobs are cancelled or removed', async () => {
  await using open = await openTestDatabase();
  const clock = new FakeClock();
  await using engine = openTestEngine(open, clock);
  const { db } = open;
  const fill = () => engine.enqueue(Array.from({ length: JOBS }, (_, n) => newJob(noteOnce, { n, ms: 0 })));
  const count = async () => (await db.selectFrom('job').select('id').execute()).length;
  await fill();
  const states = ['ready'] as const;
  const cancel = () => changeSelected(db, { filter: {} }, { meets: { states }, change: (ids) => engine.cancel(ids) });
  assert.ok((await turnsDuring(cancel)) >= TURNS, 'cancel');
  assert.equal((await engine.totals()).waiting, 0);
  const all = { filter: {}, olderThanMs: 0, keepLast: 0, force: false, dryRun: false };
  const prune = () => pruneByFilter({ db, reader: db, admin: engine }, all, clock.now());
  assert.ok((await turnsDuring(prune)) >= TURNS, 'prune');
  assert.equal(await count(), 0);
  await fill();
  await db.updateTable('job').set({ state: 'done', finished_at_ms: clock.now() }).execute();
  const none = { doneMs: 0, cancelledMs: 0, failedMs: 0, workerMs: 0, maxEnded: 0 };
  assert.ok((await turnsDuring(() => removeEndedJobs(db, none, { atMs: clock.now() }))) >= TURNS, 'by age');
  assert.equal(await count(), 0);
});
