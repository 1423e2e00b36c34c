import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestEngine } from '../test/fixtures/test-engine.ts';
import { systemClock } from './base/clock.ts';
import { kindNames, ownQueues } from './base/kind-names.ts';
import { newId } from './base/ids.ts';
import { JobState } from './contract/job.ts';
import { kindWord } from './contract/kind-words.ts';
import { openTestDatabase } from './db/open-test-database.ts';
import { parseConfig } from './config/parse-config.ts';
import { enhancePreview } from './derivatives/enhance/enhance-preview.ts';
import { makePictures } from './derivatives/make-pictures.ts';
import { describeAsset } from './ingest/describe-asset.ts';
import { reconcile } from './ingest/reconcile.ts';
import { scanFolder } from './ingest/scan-folder.ts';
import { kinds } from './kinds.ts';
import { type AnyKind, newJob } from './jobs/kind.ts';
import { schedulesOf } from './schedules.ts';
import { listJobs } from './jobs/overview/list-jobs.ts';

it('[S-079] [S-091] lets no two jobs of a kind work on one asset at once, whichever import asked for them', () => {
  const of = (assetId: string, sessionId: string) => ({ assetId, sessionId, longestPx: 2_560 });
  const [asset, other] = [newId('as', 0), newId('as', 1)];
  const onAssets = (kinds as readonly AnyKind[]).filter(
    (kind) =>
      kind.input.safeParse(of(asset, newId('is', 0))).success &&
      kind.about?.(of(asset, newId('is', 0))).asset !== undefined,
  );
  assert.ok(onAssets.length >= 2);
  for (const kind of onAssets) {
    const keys = [0, 1].map((session) => kind.uniqueKey?.(of(asset, newId('is', session))));
    assert.equal(keys[0], keys[1], kind.kind);
    assert.ok(keys[0] !== undefined && keys[0] !== kind.uniqueKey?.(of(other, newId('is', 0))), kind.kind);
  }
});

it('[I-022] [I-023] [I-W11] tries pictures and tags again after 10, 30 and 60 s, in queues of their own, and ends every attempt', () => {
  const backOff = { delaysMs: [10_000, 30_000, 60_000] };
  assert.deepEqual([makePictures.retry, describeAsset.retry], [backOff, backOff]);
  assert.deepEqual([makePictures.queue, describeAsset.queue], ['pictures', 'metadata']);
  for (const { kind, timeoutMs } of kinds) assert.ok(timeoutMs > 0 && Number.isFinite(timeoutMs), kind);
});

it('[I-024] [I-W11] tries a larger preview again after 5 and 15 s, in a queue of its own, at most 5 min each', () => {
  const { retry, queue, timeoutMs, uniqueKey } = enhancePreview;
  assert.deepEqual([retry, queue, timeoutMs], [{ delaysMs: [5_000, 15_000] }, 'enhance', 300_000]);
  const assetId = newId('as', 0);
  assert.equal(uniqueKey?.({ assetId, longestPx: 2_560 }), uniqueKey?.({ assetId, longestPx: 4_096 }));
});

it('[S-364] lets hours be set for the queues of all kinds, and for no others', () => {
  const problems = (names: readonly string[]) => {
    const hours = names.map((name) => `    ${name}: 22:00-06:00\n`).join('');
    return parseConfig(`jobs:\n  hours:\n${hours}  whenIdle: [${names.join(', ')}]\n`, 'c').problems;
  };
  assert.deepEqual(problems([...new Set(kinds.map(({ queue }) => queue))]), []);
  const typo = problems(['pictures', 'picturess']);
  assert.deepEqual(
    typo.map(({ line, key }) => [line, key]),
    [
      [4, 'jobs.hours.picturess'],
      [5, 'jobs.whenIdle.1'],
    ],
  );
  assert.match(typo[0]?.message ?? '', /no such queue; there are scan, metadata, pictures, enhance, upkeep/);
  const empty = parseConfig('jobs: { hours: { pictures: "08:00-08:00" } }', 'c').problems;
  assert.match(empty[0]?.message ?? '', /leave it out for all hours/);
});

it('[S-364] lets jobs be limited and capped by all, by each queue and kind, and by services, and says so of any other name', () => {
  const problems = (section: string, names: readonly string[]) =>
    parseConfig(`jobs:\n  ${section}\n${names.map((name) => `      "${name}": 1\n`).join('')}`, 'c').problems;
  const known: string[] = kinds.map(({ kind }) => kind);
  const queues: string[] = kinds.map(({ queue }) => queue);
  assert.deepEqual(problems('limits:', ['all', 'tool:video', 'root:ro_1', ...new Set(queues), ...known]), []);
  assert.deepEqual(problems('caps:\n    kinds:', known), []);
  const [typo] = problems('limits:', ['picures']);
  assert.deepEqual([typo?.line, typo?.key], [3, 'jobs.limits.picures']);
  assert.match(typo?.message ?? '', /queue \(scan, metadata, pictures, enhance, upkeep\)/u);
  assert.match(problems('caps:\n    kinds:', ['ingest.scn'])[0]?.message ?? '', /there are ingest\.scan, /u);
});

it('[S-364] says of times that never come and of zones that there are not, where they stand in the settings', () => {
  const problems = (line: string) =>
    parseConfig(`schedules:\n  ${line}\n`, 'c').problems.map(({ line: at, key, message }) => [at, key, message]);
  assert.deepEqual(problems('rescan: "*/5 * * * *"'), []);
  assert.deepEqual(problems('timeZone: Europe/Berlin'), []);
  const [[at, key, message] = []] = problems('rescan: "61 25 * * *"');
  assert.deepEqual([at, key], [2, 'schedules.rescan']);
  assert.match(String(message), /minute: 61/u);
  assert.match(String(problems('upkeep: "0 0 30 2 *"')[0]?.[2]), /no such day/u);
  assert.equal(problems('upkeep: nightly').length, 1);
  assert.match(String(problems('timeZone: Europe/Berln')[0]?.[2]), /no such time zone/u);
});

it('[P-012] lets whatever comes back by the clock be capped by the day, from 1 to 1440 times, and nothing else', () => {
  const problems = (perDay: string) => parseConfig(`schedules:\n  perDay:\n${perDay}`, 'c').problems;
  const { config } = parseConfig('schedules: { rescan: "0 * * * *", backup: "0 2 * * *" }', 'c');
  const all = schedulesOf(config ?? assert.fail('these are good'));
  const known = all.filter(({ cron }) => cron !== '').map(({ key }) => `    ${key}: 1440\n`);
  assert.ok(known.length >= 7);
  assert.deepEqual(problems(known.join('')), []);
  for (const { key } of all.filter(({ cron }) => cron === ''))
    assert.equal(problems(`    ${key}: 24\n`).length, 1, key);
  assert.match(problems('    ingest.recan: 24\n')[0]?.message ?? '', /did you mean ingest\.rescan\?/u);
  for (const wrong of [0, 1441, 1.5]) assert.equal(problems(`    ingest.rescan: ${wrong}\n`).length, 1);
  assert.deepEqual(
    all.map(({ perDay }) => perDay),
    all.map(() => undefined),
    'unset, nothing that comes back more often is held up',
  );
});

it('[S-077] has the work of every kind in one list, with one model of states', async () => {
  await using open = await openTestDatabase();
  await using engine = openTestEngine(open, systemClock);
  const ids = { assetId: newId('as', 0), sessionId: newId('is', 0) };
  const all: readonly AnyKind[] = kinds;
  const inputs = (kind: AnyKind): unknown =>
    [
      {},
      ids,
      { ...ids, longestPx: 2_560 },
      { sessionId: ids.sessionId },
      { rootId: newId('ro', 0), sessionId: null, folders: [''] },
    ].find((one) => kind.input.safeParse(one).success);
  await engine.enqueue(all.map((kind) => newJob(kind, inputs(kind) ?? assert.fail(kind.kind))));
  const { rows } = await listJobs(open.db, {}, { cursor: undefined, limit: 100 });
  assert.deepEqual(rows.map(({ kind }) => kind).sort(), all.map(({ kind }) => kind).sort());
  for (const { state } of rows) assert.ok(JobState.options.includes(state));
});

it('tells kinds apart by words, which pages and settings take from one list', () => {
  const told = Object.entries(kindNames).map(([kind, { queue }]) => `${kind} in ${queue}`);
  assert.deepEqual(told.sort(), kinds.map(({ kind, queue }) => `${kind} in ${queue}`).sort());
  assert.equal(new Set(kinds.map(({ kind }) => kindWord(kind))).size, kinds.length);
  assert.deepEqual([...ownQueues].sort(), [...new Set(kinds.map(({ queue }) => queue))].sort());
});

it('[I-025] takes files in before it pictures what is known, then enlarges previews, and looks after the library last', () => {
  const places = [scanFolder, makePictures, enhancePreview, reconcile].map((kind: AnyKind) => kind.priority ?? 100);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(places).size, places.length);
});
