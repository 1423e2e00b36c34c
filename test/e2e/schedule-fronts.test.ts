import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { kindWord } from '../../src/contract/kind-words.ts';
import { ScheduleRun, scheduleRunText } from '../../src/contract/schedule-run.ts';
import { findFaults } from '../../web/dev/find-faults.ts';
import { openChromium } from '../../web/dev/open-chromium.ts';
import { commandLine } from '../fixtures/command-line.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';
import { goLive } from './go-live.ts';
import { type Running, runSupervisor, writePhoto } from './running-supervisor.ts';

let stack: AsyncDisposableStack;
let data: string;
let supervisor: Running;
let context: BrowserContext;

before(async () => {
  stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  data = join(folder, 'data');
  await writePhoto(join(folder, 'photos/a.jpg'), { seed: 1, taken: '2025:06:01 08:00:00' });
  supervisor = stack.use(await runSupervisor(data));
  await supervisor.importFolder(join(folder, 'photos'));
  await supervisor.idle();
  // the one of the start would be under way otherwise
  await until(async () => (await jobs('kind=ingest.reconcile&state=done')).length > 0);
  ({ context } = stack.use(await openChromium({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })));
});

after(async () => await stack.disposeAsync());

/** Kinds of the jobs that match. */
async function jobs(query: string): Promise<readonly string[]> {
  const { rows } = await read<{ rows: { kind: string }[] }>(`/jobs?${query}`);
  return rows.map(({ kind }) => kind);
}

async function read<T>(path: string): Promise<T> {
  return (await (await fetch(`${supervisor.url}/api${path}`)).json()) as T;
}

/** What the three fronts say when they are asked, one after the other, for the same work. */
async function askAll(page: Page, key: string): Promise<Record<'api' | 'command' | 'page', ScheduleRun>> {
  const path = `/api/schedules/${key}/run`;
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(supervisor.url + path, { method: 'POST', body: '{}', headers });
  const { lines, exit } = await commandLine(['jobs', 'schedules', 'run', key, '--json', '--data', data]);
  assert.equal(exit, 0);
  const { type: _summary, ...said } = lines[0] ?? {};
  const asked = page.waitForResponse((response) => response.url().endsWith(path));
  await page.getByRole('button', { name: `Run now: ${kindWord(key)}`, exact: true }).click();
  const [api, shown] = [ScheduleRun.parse(await reply.json()), ScheduleRun.parse(await (await asked).json())];
  await page.getByText(scheduleRunText(shown), { exact: true }).first().waitFor();
  return { api, command: ScheduleRun.strict().parse(said), page: shown };
}

it('[M-003, M-004] starts each stage alone from API, command line and page, and says the same of it by each', async () => {
  for (const queue of ['scan', 'metadata', 'pictures', 'upkeep'])
    assert.equal((await commandLine(['jobs', 'pause', queue, '--data', data])).exit, 0);
  const page = await context.newPage();
  await goLive(page, `${supervisor.url}/jobs?tab=schedules`);
  const { schedules } = await read<{ schedules: { key: string }[] }>('/jobs/schedules');
  const started: string[] = [];
  for (const { key } of schedules) {
    const told = await askAll(page, key);
    assert.deepEqual(told.command, told.page, key);
    const again = told.api.started ? { ...told.api, started: false, reason: 'under_way' } : told.api;
    assert.deepEqual(told.command, again, key);
    if (told.api.started) started.push(key);
    else assert.deepEqual(told.api, { schedule: key, started: false, reason: 'nothing_to_do', job: null });
  }
  // all else has nothing left to do, and put nothing in line
  const looks = ['database.backup', 'derivative.sweep', 'ingest.reconcile', 'ingest.rescan'];
  assert.deepEqual(started.toSorted(), looks);
  const stages = ['ingest.describe', 'derivative.pictures', 'ingest.pair', 'jobs.prune', 'ingest.prune'];
  for (const key of stages)
    assert.ok(
      schedules.some((one) => one.key === key),
      key,
    );
  assert.deepEqual((await jobs('state=pending')).toSorted(), looks);
  assert.deepEqual(await findFaults(page), []);
});

it('[M-006, P-012] shows a changed setting alike by API, command line and page, without a restart', async () => {
  const page = await context.newPage();
  await goLive(page, `${supervisor.url}/jobs?tab=schedules`);
  await writeFile(join(data, 'config.yaml'), 'schedules:\n  rescan: 0 4 * * *\n  perDay: { ingest.rescan: 7 }\n');
  const byApi = async () => {
    const { schedules } = await read<{ schedules: { key: string; perDay: number | null }[] }>('/jobs/schedules');
    return schedules;
  };
  await until(async () => (await byApi()).some(({ key, perDay }) => key === 'ingest.rescan' && perDay === 7));
  const { lines } = await commandLine(['jobs', 'schedules', '--json', '--data', data]);
  const byCommand = lines.filter(({ type }) => type === 'schedule').map(({ type: _schedule, ...fields }) => fields);
  assert.deepEqual(byCommand, await byApi());
  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: 'Look at roots again' });
  await row.getByText('Every day at 04:00').waitFor();
  await row.getByText('0 of at most 7 today').waitFor();
});
