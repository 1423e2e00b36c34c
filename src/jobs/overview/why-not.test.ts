import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noJobs } from './queue-counts.ts';
import { whyJobNot, type JobFacts } from './why-job-not.ts';
import { whyNot, whyNothingRuns, type QueueFacts } from './why-not.ts';

const NOW = Date.UTC(2026, 0, 1);
const LATER = NOW + 60_000;

const quiet: QueueFacts = {
  isKnown: true,
  queue: 'pictures',
  counts: noJobs,
  hasRoom: true,
  refusal: null,
  paused: null,
  concurrency: null,
  closed: null,
  down: [],
  unseen: [],
  workers: { live: 1, serving: 1, inError: 0, full: 0 },
  startable: { count: 0, sinceMs: null },
  next: null,
  held: 0,
};
const due: QueueFacts = { ...quiet, counts: { ...noJobs, ready: 3 }, startable: { count: 3, sinceMs: NOW - 60_000 } };
const causeOf = (facts: Partial<QueueFacts>, of = due): string => whyNot({ ...of, ...facts }, NOW).cause;

describe('whyNot', () => {
  it('[S-106] names the cause why due jobs of a queue do not run, the nearest one first', () => {
    const noWorker = { live: 0, serving: 0, inError: 0, full: 0 };
    assert.equal(causeOf({ workers: noWorker }), 'no-worker');
    assert.equal(causeOf({ workers: noWorker, paused: { by: 'pages', untilMs: null } }), 'paused');
    assert.equal(causeOf({ workers: { live: 2, serving: 2, inError: 2, full: 0 } }), 'worker-error');
    assert.equal(causeOf({ workers: { live: 1, serving: 0, inError: 0, full: 0 } }), 'no-worker-for-queue');
    const notServed = { workers: { live: 1, serving: 0, inError: 0, full: 0 } };
    assert.match(whyNot({ ...due, ...notServed }, NOW).cure ?? '', /supervisor work --queues pictures$/u);
    assert.match(whyNot({ ...due, ...notServed, isKnown: false }, NOW).cure ?? '', /: supervisor work moves them/u);
    assert.equal(causeOf({ workers: { live: 1, serving: 1, inError: 0, full: 1 } }), 'slots-full');
    assert.equal(causeOf({ unseen: ['Photos'] }), 'no-worker-for-queue');
    assert.match(whyNot({ ...due, unseen: ['Photos'] }, NOW).sentence, /but no live worker sees Photos$/u);
    assert.equal(causeOf({ closed: { why: 'hours', untilMs: LATER } }), 'outside-window');
    assert.equal(causeOf({ closed: { why: 'busy', untilMs: null } }), 'someone-browses');
    assert.equal(causeOf({ closed: { why: 'off', untilMs: null } }), 'switched-off');
    assert.equal(causeOf({}), 'about-to-start');
    const many = whyNot({ ...due, counts: { ...noJobs, ready: 15_580 } }, NOW);
    assert.equal(
      many.sentence,
      '15\u202F580 jobs of pictures are due and about to start; the worker has other work first',
    );
  });

  it('[S-106] says what the database refuses the worker, also of jobs that it still calls running', () => {
    const refusal = { code: 'database_read_only', message: 'The database cannot go on: it is read-only' };
    const running = { ...quiet, counts: { ...noJobs, running: 2 } };
    const why = whyNot({ ...running, refusal }, NOW);
    assert.deepEqual(
      [why.cause, why.sentence],
      ['worker-error', '2 jobs of pictures stand still. The database cannot go on: it is read-only'],
    );
    assert.match(why.cure ?? '', /writable; of PostgreSQL name the server itself, not its replica$/u);
    assert.equal(causeOf({ refusal }, quiet), 'all-done');
  });

  it('[S-102] calls a reached limit by its number, and what has room running', () => {
    const running = { ...due, counts: { ...noJobs, ready: 3, running: 2 } };
    assert.match(whyNot({ ...running, concurrency: 2 }, NOW).sentence, /as many run as the queue allows \(2\)/u);
    assert.equal(causeOf({ concurrency: 3 }, running), 'running');
  });

  it('[S-103] names the service that is down, and when it is looked at again', () => {
    const ollama = { id: 'ollama', name: 'ollama', is: 'service', nextProbeMs: LATER } as const;
    const blocked = { ...quiet, counts: { ...noJobs, blocked: 4 } };
    const why = whyNot({ ...blocked, down: [ollama] }, NOW);
    assert.deepEqual([why.cause, why.untilAt], ['service-down', new Date(LATER).toISOString()]);
    assert.match(why.sentence, /4 jobs of pictures wait for ollama, which is down/u);
    const photos = { id: 'root:ro_1', name: 'Photos', is: 'root', nextProbeMs: null } as const;
    const unplugged = whyNot({ ...due, startable: { count: 0, sinceMs: null }, down: [photos] }, NOW);
    assert.deepEqual(
      [unplugged.cause, unplugged.sentence],
      ['root-offline', '3 jobs of pictures wait: Photos is not there'],
    );
    assert.equal(causeOf({ down: [photos] }), 'about-to-start', 'others can start');
  });

  it('[S-106] says of a disk that is full that it is the disk, and what to do, before anything else that is away', () => {
    const disk = { id: 'disk:pictures', name: 'disk:pictures', is: 'disk', nextProbeMs: LATER } as const;
    const photos = { id: 'root:ro_1', name: 'Photos', is: 'root', nextProbeMs: null } as const;
    const why = whyNot({ ...quiet, counts: { ...noJobs, blocked: 1 }, down: [photos, disk] }, NOW);
    assert.deepEqual(
      [why.cause, why.sentence],
      ['disk-full', '1 job of pictures waits: the disk they write to is full'],
    );
    assert.deepEqual([why.cure?.startsWith('Free space'), why.service], [true, 'disk:pictures']);
  });

  it('[S-106] says that nothing can end while the disk of the database is full, whatever the ledger calls running', () => {
    const facts = { ...quiet, hasRoom: false, counts: { ...noJobs, ready: 2, running: 1 } };
    const why = whyNot(facts, NOW);
    assert.deepEqual(
      [why.cause, why.sentence],
      ['disk-full', '3 jobs of pictures cannot go on: the disk of the database is full'],
    );
    assert.equal(whyNothingRuns([whyNot({ ...quiet, hasRoom: false }, NOW)]), null, 'nothing is left to do');
  });

  it('tells jobs of later from retries, holds and dependencies, and says when all is done', () => {
    const delayed = { ...quiet, counts: { ...noJobs, delayed: 1 } };
    const next = { atMs: LATER, isRetry: false, code: null };
    assert.equal(causeOf({ next }, delayed), 'scheduled-later');
    assert.equal(causeOf({ next: { ...next, isRetry: true, code: 'disk_full' } }, delayed), 'retry-later');
    const waiting = { ...quiet, counts: { ...noJobs, waiting: 2 } };
    assert.equal(causeOf({ held: 1 }, waiting), 'held');
    assert.equal(causeOf({}, waiting), 'waits-for-jobs');
    assert.equal(causeOf({}, quiet), 'all-done');
    assert.equal(causeOf({}, { ...quiet, counts: { ...noJobs, running: 1 } }), 'running');
  });

  it('explains the whole by its worst queue, and says nothing while something runs or all is done', () => {
    const paused = whyNot({ ...due, paused: { by: 'pages', untilMs: null } }, NOW);
    const done = whyNot({ ...quiet, queue: 'scan' }, NOW);
    const later = whyNot({ ...quiet, queue: 'upkeep', counts: { ...noJobs, delayed: 1 } }, NOW);
    assert.equal(whyNothingRuns([later, done, paused])?.cause, 'paused');
    const both = whyNothingRuns([paused, whyNot({ ...due, queue: 'scan', paused: { by: 'me', untilMs: null } }, NOW)]);
    assert.match(both?.sentence ?? '', /so it is with 1 more queue$/u);
    assert.equal(whyNothingRuns([done]), null);
    assert.equal(whyNothingRuns([paused, whyNot({ ...quiet, counts: { ...noJobs, running: 1 } }, NOW)]), null);
  });
});

describe('whyJobNot', () => {
  const job: JobFacts = { state: 'ready', attempt: 0, runAtMs: NOW, code: null, parentsOpen: 0, down: [] };
  const ofJob = (facts: Partial<JobFacts>, queue: QueueFacts = due): string =>
    whyJobNot({ ...job, ...facts }, queue, NOW).cause;

  it('[S-103] takes the reason of the job itself before that of its queue', () => {
    const paused = { ...due, paused: { by: 'pages', untilMs: null } };
    assert.equal(ofJob({}, paused), 'paused');
    assert.equal(ofJob({ state: 'held' }, paused), 'held');
    assert.equal(ofJob({ state: 'blocked' }, paused), 'service-down');
    const down = [{ id: 'ollama', name: 'ollama', is: 'service', nextProbeMs: null } as const];
    assert.equal(ofJob({ down }), 'service-down', 'though others of its queue can start');
    assert.equal(ofJob({ state: 'waiting', parentsOpen: 2 }, paused), 'waits-for-jobs');
    assert.equal(ofJob({ state: 'done' }, paused), 'ended');
    assert.equal(ofJob({ state: 'running', attempt: 1 }, paused), 'running');
  });

  it('[S-084] says when a job that failed is tried again, and what is planned for', () => {
    const later = { state: 'scheduled', runAtMs: LATER } as const;
    assert.equal(ofJob(later), 'scheduled-later');
    const retry = whyJobNot({ ...job, ...later, attempt: 1, code: 'disk_error' }, due, NOW);
    assert.deepEqual([retry.cause, retry.untilAt], ['retry-later', new Date(LATER).toISOString()]);
    assert.equal(ofJob({ state: 'scheduled', runAtMs: NOW - 1 }), 'about-to-start');
  });
});
