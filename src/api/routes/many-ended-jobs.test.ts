import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { newJob } from '../../jobs/kind.ts';
import { noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';

/** Of all statements that are prepared while it is held: those that read the whole table of jobs, and how many they were. */
function watchStatements(): { readonly scans: ReadonlySet<string>; readonly looked: ReadonlySet<string> } & Disposable {
  const [scans, looked] = [new Set<string>(), new Set<string>()];
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its object
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function watch(text: string) {
    const isKept = this.location() !== null; // health makes the schema anew in memory, to compare
    if (isKept && /\bjob\b/iu.test(text)) {
      looked.add(text);
      const plan = prepare.call(this, `explain query plan ${text}`).all();
      if (plan.some(({ detail }) => /^SCAN job(?! USING)\b/u.test(String(detail)))) scans.add(text);
    }
    return prepare.call(this, text);
  };
  return { scans, looked, [Symbol.dispose]: () => void (DatabaseSync.prototype.prepare = prepare) };
}

it('reads none of the jobs that have ended, of which hundreds of thousands may be kept, for what is asked all the time', async () => {
  await using folder = await tempFolder();
  // PostgreSQL decides by what it knows of its tables, and has nothing to go by here
  await using test = await openJobServer({}, join(folder.path, 'catalogue.sqlite'));
  using watch = watchStatements();
  await test.engine.ask([newJob(noteOnce, { n: 1, ms: 0 })], { total: 9, perKind: 9, perAsset: 9, kinds: {} });
  for (const path of ['/jobs/overview', '/jobs/status', '/jobs/failures', '/status', '/health', '/activity'])
    assert.ok(await test.get(path), path);
  assert.deepEqual([...watch.scans], []);
  assert.ok(watch.looked.size > 10);
});
