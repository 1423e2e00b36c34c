import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { newJob } from '../jobs/kind.ts';
import { single } from '../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../test/fixtures/job-server.ts';
import { openTestServer } from '../../test/fixtures/test-server.ts';

const docs = new URL('../../docs/monitoring/', import.meta.url);

describe('/metrics', () => {
  it('[P-092] tells jobs, workers and requests in the format of Prometheus', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(single, { key: 'failed' })]);
    await test.fail('light', 'bug');
    const ended = { queue: 'light', kind: 'test.single', worker_id: 'w', wait_ms: 1, run_ms: 1 };
    const minute = (Math.floor(Date.now() / 60_000) - 1) * 60_000;
    const stats = [
      { ...ended, minute, outcome: 'failed', count: 2 },
      { ...ended, minute, outcome: 'ok', count: 3 },
    ];
    await test.db.insertInto('job_stat').values(stats).execute();
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    const asset = await test.addAsset('a.jpg', Buffer.from('a'));
    await test.server.inject({ url: `/api/assets/${asset}/trace` });
    await test.server.inject({ url: '/api/nothing/here' });
    const reply = await test.server.inject({ url: '/metrics' });
    assert.match(String(reply.headers['content-type']), /^text\/plain; version=0\.0\.4/u);
    assert.match(reply.body, /^supervisor_jobs\{queue="light",state="ready"\} 1$/mu);
    assert.match(reply.body, /^supervisor_jobs\{queue="light",state="failed"\} 1$/mu);
    const finished = (outcome: string) =>
      new RegExp(
        `^supervisor_jobs_finished_last_5m\\{queue="light",kind="test.single",outcome="${outcome}"\\} (\\d)`,
        'mu',
      );
    const [failed, other] = ['failed', 'other'].map((outcome) => finished(outcome).exec(reply.body)?.[1]);
    assert.deepEqual([failed, other], ['2', '3']);
    assert.match(reply.body, /^supervisor_worker_verdict\{verdict="pending"\} 1$/mu);
    assert.match(reply.body, /^supervisor_workers\{state="starting"\} 1$/mu);
    assert.match(reply.body, /_count\{method="GET",route="\/api\/assets\/:id\/trace",status="2xx"\} 1$/mu);
    assert.match(reply.body, /_count\{method="GET",route="none",status="4xx"\} 1$/mu);
    assert.match(reply.body, /^process_resident_memory_bytes \d+/mu);
  });

  it('has every figure that the sample dashboard and the alert rules ask for', async () => {
    await using test = await openTestServer();
    const { body } = await test.server.inject({ url: '/metrics' });
    const rules = await readFile(new URL('alerts.yaml', docs), 'utf8');
    const dashboard = await readFile(new URL('grafana-dashboard.json', docs), 'utf8');
    assert.ok((parse(rules).groups[0].rules as unknown[]).length > 5);
    assert.ok((JSON.parse(dashboard).panels as unknown[]).length > 5);
    const asked = new Set(`${rules}${dashboard}`.match(/\b(?:supervisor|process)_\w+/gu));
    for (const name of asked) {
      assert.ok(body.includes(`# TYPE ${name.replace(/_(?:bucket|count|sum)$/u, '')} `), `${name} is not told`);
    }
  });
});
