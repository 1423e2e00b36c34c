import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { hasCode } from '../../base/errors.ts';
import type { HealthPart, HealthView } from '../../contract/health.ts';
import { WorkerId } from '../../contract/ids.ts';
import { defineJob, newJob } from '../../jobs/kind.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openMigrated } from '../../db/open-test-database.ts';
import { single } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { databasePart } from './database-part.ts';

const WELL = { path: '/data/catalogue.sqlite', place: 'same', blockedMs: 0 } as const;

describe('health of the database file', () => {
  it('[S-305] is red while another program lets nothing be written, since when, and green again after', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'library.db');
    await using open = await openMigrated({ file, busyTimeoutMs: 10 });
    const write = (): Promise<unknown> => inTransaction(open.db, (tx) => tx.deleteFrom('job').execute());
    using other = new DatabaseSync(file);
    other.exec('begin immediate');
    await assert.rejects(write(), (error) => hasCode(error, 'busy'));
    const first = open.lock?.blockedMs ?? 0;
    await assert.rejects(write(), (error) => hasCode(error, 'busy'));
    const blockedMs = open.lock?.blockedMs ?? 0;
    assert.ok(first > 0 && blockedMs > first, 'it lasts over the writes that gave up');
    const part = databasePart({ ...WELL, blockedMs: 12_000 }, 50_000);
    assert.deepEqual([part?.state, part?.code, part?.mandatory], ['bad', 'database_locked', true]);
    assert.equal(part?.sinceAt, new Date(38_000).toISOString());
    assert.match(part?.next ?? '', /End the program/u);
    other.exec('rollback');
    await write();
    assert.equal(open.lock?.blockedMs, 0);
    assert.equal(databasePart({ ...WELL, blockedMs: 900 }, 50_000), undefined);
  });

  it('[S-305] is red when the file is moved away or replaced while it is open, though it can still be read', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'library.db');
    await using open = await openMigrated({ file });
    const look = async (): Promise<string | undefined> =>
      databasePart({ ...WELL, place: (await open.place?.()) ?? 'same' }, 0)?.detail;
    assert.equal(await look(), undefined);
    await rename(file, `${file}.moved`);
    assert.match((await look()) ?? '', /is not there any more$/u);
    await writeFile(file, '');
    assert.match((await look()) ?? '', /another file than the one that is in use$/u);
    await rename(`${file}.moved`, file);
    assert.equal(await look(), undefined);
  });
});

describe('health of recent work', () => {
  it('[I-091] tells how soon pictures are there, and why the last job failed', async () => {
    const pictures = defineJob({ ...single, kind: 'derivative.pictures' });
    await using test = await openJobServer({ kinds: [pictures] });
    const part = async (id: string): Promise<HealthPart | undefined> =>
      ((await test.get('/health')) as HealthView).parts.find((one) => one.id === id);
    assert.deepEqual((await part('previews'))?.facts['count'], 0);
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    await test.fail('light', 'bug');
    await test.db.updateTable('job').set({ finished_at_ms: 1 }).execute();
    await test.engine.enqueue([newJob(pictures, { key: 'a' })]);
    await test.fail('light', 'picture_unreadable');
    const { id } = await test.db.selectFrom('worker').select('id').executeTakeFirstOrThrow();
    await test.engine.seen(WorkerId.parse(id), { state: 'idle', running: [] });
    const made = await part('previews');
    assert.deepEqual([made?.state, made?.facts['count']], ['ok', 1]);
    assert.match(
      made?.detail ?? '',
      /^1 attempt within the hour: \d+(?:\.\d s| ms) each, after \d+(?:\.\d s| ms) in line$/u,
    );
    const failed = await part('failures');
    assert.deepEqual(
      [failed?.facts['lastCode'], failed?.facts['lastKind']],
      ['picture_unreadable', 'derivative.pictures'],
    );
    assert.match(failed?.cause ?? '', /^The last: ./u);
    assert.ok(Date.now() - Date.parse(String(failed?.facts['lastAt'])) < 60_000);
  });
});
