import assert from 'node:assert/strict';
import { it } from 'node:test';
import { block, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { rows } from '../db/rows.ts';
import type { ClaimedJob } from './engine.ts';
import type { EngineBench } from './bench.suite.ts';
import { newJob } from './kind.ts';

const kindsOf = (jobs: readonly ClaimedJob[]): string[] => jobs.map((job) => job.lease.kind);
const notes = (count: number) => Array.from({ length: count }, (_, n) => newJob(noteOnce, { n, ms: 0 }));

/** Each job that is there, again and again. */
const FLOOD = `
insert into job (id, queue, kind, state, priority, run_at_ms, max_attempts, payload, created_at_ms, lane)
select job.id || '-' || copy.value, queue, kind, state, priority, run_at_ms, max_attempts, payload, created_at_ms, lane
from job cross join json_each(?) as copy`;

/** Caps and fairness over all workers. */
export function limitSuite({ open, clock, claim }: EngineBench): void {
  it('[S-108] starts a job of another kind at the next turn although 100 000 of equal priority wait before it', async () => {
    await using h = await open();
    await h.engine.enqueue(notes(1_000));
    await rows(h.db, FLOOD, [JSON.stringify(Array.from({ length: 99 }, (_, n) => n))]);
    clock.advance(1);
    await h.engine.enqueue([newJob(single, { key: 'a' }), newJob(single, { key: 'b' }), newJob(block, { ms: 0 })]);
    const turns: string[] = [];
    for (let turn = 0; turn < 6; turn++) turns.push(...kindsOf(await claim(h.engine, 1)));
    assert.equal(turns.filter((kind) => kind === noteOnce.kind).length, 3, turns.join());
    assert.deepEqual(turns.slice(0, 3).toSorted(), [block.kind, noteOnce.kind, single.kind]);
  });

  it('[S-102] runs no more of a kind, a queue or in all at once than the limit, over all workers', async () => {
    await using h = await open();
    await h.engine.enqueue([...notes(5), newJob(single, { key: 'a' }), newJob(block, { ms: 0 })]);
    const limits = { [noteOnce.kind]: 2, light: 3, all: 4 };
    const first = await claim(h.engine, 10, { limits });
    assert.deepEqual(kindsOf(first).toSorted(), [block.kind, noteOnce.kind, noteOnce.kind, single.kind]);
    assert.deepEqual(await claim(h.rival, 10, { limits }), []);
    const note = first.find((job) => job.lease.kind === noteOnce.kind)!;
    await h.engine.settle([{ lease: note.lease, ok: null }]);
    assert.deepEqual(kindsOf(await claim(h.rival, 10, { limits })), [noteOnce.kind]);
  });

  it('[S-102] keeps to its limits also where many claim at once', async () => {
    await using h = await open();
    await h.engine.enqueue([...notes(20), newJob(single, { key: 'a' }), newJob(block, { ms: 0 })]);
    const limits = { [noteOnce.kind]: 3, all: 4 };
    const claims = Array.from({ length: 12 }, (_, n) => claim(n % 2 ? h.engine : h.rival, 2, { limits }));
    const taken = kindsOf((await Promise.all(claims)).flat());
    assert.equal(taken.length, 4, taken.join());
    assert.ok(taken.filter((kind) => kind === noteOnce.kind).length <= 3, taken.join());
  });

  it('runs no more jobs on one service at once than its limit', async () => {
    await using h = await open();
    await h.engine.enqueue(
      ['root:a', 'root:a', 'root:b'].map((root, n) => newJob(noteOnce, { n, ms: 0 }, { services: [root] })),
    );
    assert.equal((await claim(h.engine, 10, { limits: { 'root:a': 1 } })).length, 2);
    assert.equal((await claim(h.engine, 10)).length, 1);
  });

  it('starts nothing of a queue outside its hours or while somebody looks at the library, and the rest all the same', async () => {
    await using h = await open();
    await h.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 }), newJob(block, { ms: 0 })]);
    const now = new Date(clock.now());
    const hour = (hours: number): string => `${String((now.getUTCHours() + hours) % 24).padStart(2, '0')}:00`;
    const hours = `${hour(2)}-${hour(3)}`;
    await h.engine.keepRunWindows({ light: { hours, timeZone: 'UTC', whenIdle: true } });
    assert.deepEqual(kindsOf(await claim(h.rival)), [block.kind]);
    clock.advance(2 * 3_600_000);
    await h.engine.browsing();
    assert.deepEqual(await claim(h.rival), []);
    clock.advance(60_000);
    assert.deepEqual(kindsOf(await claim(h.rival)), [noteOnce.kind]);
    clock.advance(10 * 3_600_000);
    await h.engine.enqueue(notes(1));
    await h.engine.keepRunWindows({ light: { hours: null, timeZone: null, whenIdle: false, isOff: true } });
    assert.deepEqual(await claim(h.rival), [], 'switched off');
    await h.engine.keepRunWindows({});
    assert.equal((await claim(h.engine)).length, 1);
  });
}
