import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newId } from '../../base/ids.ts';
import { openLog } from '../../config/open-log.ts';
import type { Incident } from '../../contract/incident.ts';
import { WorkerId } from '../../contract/ids.ts';
import { newJob } from '../../jobs/kind.ts';
import { removeEndedJobs } from '../../jobs/remove-ended-jobs.ts';
import type { Fault } from './fault.ts';
import { groupIncidents, summarise } from './group-incidents.ts';
import { noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';

async function claimAll({ engine }: TestServer) {
  const worker = WorkerId.parse(newId('wo', Date.now()));
  await engine.register({ id: worker, host: 'here', bootId: 'b', pid: 1, pidStarted: '1' });
  const free = { jobs: 99, cpu: 99, disk: 99, tags: 99 };
  return await engine.claim({ worker, queues: [{ name: 'light', limit: 99 }], free, holds: {}, leaseMs: 30_000 });
}

async function incidentsOf(
  test: TestServer,
  query = '',
): Promise<{ incidents: Incident[]; summary: string; day: string }> {
  return (await test.server.inject({ url: `/api/incidents${query}` })).json();
}

const DAY_MS = Date.UTC(2026, 0, 1);
const fault: Fault = {
  code: 'bug',
  source: 'test.single',
  atMs: DAY_MS,
  text: 'No',
  jobId: null,
  isRemoved: false,
  assetId: null,
  isAway: false,
  isFinal: false,
  isGrave: false,
};

/** Jobs of a kind that failed for good. */
const failed = (count: number, known: Partial<Fault>): Fault[] =>
  Array.from({ length: count }, () => ({ ...fault, jobId: newId('jb', DAY_MS), isFinal: true, ...known }));

describe('the worst of a day', () => {
  it('[S-294] is what stands still, then what failed most, and is told as the first ten', () => {
    const faults = [
      ...failed(3, { source: 'd', code: 'some' }),
      ...failed(99, { source: 'a', code: 'few' }),
      ...failed(1, { source: 'b', code: 'decoder_unavailable', isAway: true, isFinal: false }),
      { ...fault, source: 'c', code: 'service_down' },
      ...failed(100, { source: 'a', code: 'many' }),
      ...Array.from({ length: 8 }, (_, n) => ({ ...fault, source: 'e', code: `once_${n}` })),
    ];
    const incidents = groupIncidents(faults, DAY_MS);
    assert.deepEqual(
      incidents.slice(0, 6).map(({ severity, id }) => `${severity} ${id}`),
      ['P1 a:many', 'P1 b:decoder_unavailable', 'P1 c:service_down', 'P2 a:few', 'P2 d:some', 'P3 e:once_0'],
    );
    const [day, ...lines] = summarise('2026-01-01', incidents).split('\n');
    assert.equal(day, '2026-01-01: 13 incidents');
    assert.deepEqual([lines.length, lines.at(-1)], [11, 'and 3 more']);
    assert.match(lines[0] ?? '', /^P1 many · 100 jobs of a failed · /u);
  });
});

describe('incidents', () => {
  it('[S-294, S-105] groups failures of a day at their source by code, with first and last time, impact and a sample', async () => {
    await using test = await openTestServer();
    await test.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const error = { code: 'no_preview', message: 'Nothing to show', class: 'permanent' } as const;
    const [first, ...others] = await claimAll(test);
    await test.engine.settle(others.map(({ lease }) => ({ lease, failed: error })));
    const slow = { code: 'decoder_timeout', message: 'Too slow', class: 'transient' } as const;
    await test.engine.settle([{ lease: first!.lease, retryAtMs: Date.now() + 60_000, error: slow, counts: true }]);
    const { incidents, summary, day } = await incidentsOf(test);
    assert.deepEqual(
      incidents.map(({ severity, code, source, count, impact }) => [
        severity,
        code,
        source,
        count,
        impact.failedForGood,
      ]),
      [
        ['P2', 'no_preview', 'test.note-once', 2, 2],
        ['P3', 'decoder_timeout', 'test.note-once', 1, 0],
      ],
    );
    assert.equal(incidents[0]?.sample.text, 'Nothing to show');
    assert.equal(
      incidents[0]?.perHour.reduce((sum, count) => sum + count, 0),
      2,
    );
    assert.ok(Date.parse(incidents[0].firstAt) <= Date.parse(incidents[0].lastAt));
    assert.match(summary, new RegExp(`^${day}: 2 incidents\nP2 no_preview · 2 jobs of test.note-once`, 'u'));
    assert.deepEqual((await incidentsOf(test, '?day=2001-01-01')).incidents, []);
  });

  it('[S-294] tells of a day the same when the records of its jobs were removed, by hand or by age', async () => {
    await using test = await openTestServer();
    await test.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const error = { code: 'no_preview', message: 'Nothing to show', class: 'permanent' } as const;
    const [first, ...others] = await claimAll(test);
    await test.engine.settle([{ lease: first!.lease, retryAtMs: 1, error, counts: true }]);
    await test.engine.settle(others.map(({ lease }) => ({ lease, failed: error })));
    await test.engine.settle((await claimAll(test)).map(({ lease }) => ({ lease, ok: null })));
    const before = await incidentsOf(test);
    assert.deepEqual(
      before.incidents.map(({ count, impact }) => [count, impact.jobs, impact.failedForGood]),
      [[3, 3, 2]],
    );
    const body = { filter: { state: 'failed' }, keepLast: 1 };
    assert.equal((await test.server.inject({ method: 'POST', url: '/api/jobs/prune', body })).json().deleted, 1);
    const none = { doneMs: 0, cancelledMs: 0, failedMs: 0, workerMs: 0, maxEnded: 0 };
    assert.equal(await removeEndedJobs(test.db, none, { atMs: Date.now() + 1 }), 2);
    assert.deepEqual(await test.db.selectFrom('job_attempt').selectAll().execute(), []);
    const after = await incidentsOf(test);
    assert.deepEqual([before.incidents[0]?.sample.jobId === null, after.incidents[0]?.sample.jobId], [false, null]);
    const told = ({ incidents, ...rest }: typeof after) => ({
      ...rest,
      incidents: incidents.map(({ sample, ...incident }) => ({ ...incident, text: sample.text })),
    });
    assert.deepEqual(told(after), told(before));
    await removeEndedJobs(test.db, none, { atMs: Date.now() + 91 * 86_400_000 });
    assert.deepEqual((await incidentsOf(test)).incidents, []);
  });

  it('[S-294] puts what endangers the data first, and takes from the log what no job tells', async () => {
    await using test = await openTestServer();
    await using log = openLog(join(test.folder, 'logs'), { level: 'info', maxMiB: 1, keep: 2 });
    log.log.error({ component: 'jobs', code: 'disk_full', worker: 'wo_1' }, 'The job database refused');
    log.log.error({ component: 'worker', code: 'no_preview', job: 'jb_1' }, 'A job has failed');
    log.log.info({ component: 'api' }, 'All is well');
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const error = { code: 'bug', message: 'x is not a function', class: 'permanent' } as const;
    await test.engine.settle((await claimAll(test)).map(({ lease }) => ({ lease, failed: error })));
    const { incidents } = await incidentsOf(test);
    assert.deepEqual(
      incidents.map(({ severity, id }) => [severity, id]),
      [
        ['P0', 'jobs:disk_full'],
        ['P2', 'test.note-once:bug'],
      ],
    );
    assert.match(incidents[0]?.help ?? '', /Free space/u);
  });
});
