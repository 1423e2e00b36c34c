import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { hasCode } from '../base/errors.ts';
import { findHolder, holdLibrary } from './hold-library.ts';
import type { OpenDatabase } from './open.ts';
import { openMigrated, openTestDatabase } from './open-test-database.ts';

/** Another process that holds the library until it is killed. */
async function startHolder(file: string): Promise<ChildProcess> {
  const script = `
    import { openDatabase } from '${new URL('open.ts', import.meta.url).href}';
    import { holdLibrary } from '${new URL('hold-library.ts', import.meta.url).href}';
    import { systemClock } from '${new URL('../base/clock.ts', import.meta.url).href}';
    const open = await openDatabase({ file: ${JSON.stringify(file)} });
    await holdLibrary(open, systemClock);
    process.stdout.write('held');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('holdLibrary', () => {
  it('refuses a second process and names the first, and takes over at once when that was killed', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    const clock = new FakeClock(Date.now());
    await using open = await openMigrated({ file });
    const child = await startHolder(file);
    const exited = once(child, 'exit');
    try {
      await assert.rejects(holdLibrary(open, clock), (error) => {
        assert.ok(hasCode(error, 'library_in_use'));
        assert.equal(error.details['pid'], child.pid);
        assert.ok(error.message.includes(hostname()));
        return true;
      });
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
    await using _hold = await holdLibrary(open, clock);
    assert.equal((await findHolder(open.db, clock.now()))?.pid, process.pid);
  });

  it('is free again after it was let go', async () => {
    await using open = await openTestDatabase();
    const clock = new FakeClock();
    const hold = await holdLibrary(open, clock);
    await assert.rejects(holdLibrary(open, clock), (error) => hasCode(error, 'library_in_use'));
    await hold[Symbol.asyncDispose]();
    assert.equal(await findHolder(open.db, clock.now()), undefined);
    await using _again = await holdLibrary(open, clock);
  });

  it('is not deceived by a pid that was given to another process', async () => {
    await using open = await openTestDatabase();
    const clock = new FakeClock();
    await using _hold = await holdLibrary(open, clock);
    const { value } = await open.db.selectFrom('library_meta').select('value').executeTakeFirstOrThrow();
    const reused = JSON.stringify({ ...JSON.parse(value), pidStarted: '1' });
    await open.db.updateTable('library_meta').set({ value: reused }).execute();
    assert.equal(await findHolder(open.db, clock.now()), undefined);
  });

  /** A holder that cannot be looked at, and its beat. */
  async function elsewhere(open: OpenDatabase): Promise<(seenAtMs: number) => Promise<unknown>> {
    const row = { host: 'elsewhere', bootId: '', pid: 1, pidStarted: '', since: 0 };
    const value = (seenAtMs: number): string => JSON.stringify({ ...row, seenAtMs });
    await open.db
      .insertInto('library_meta')
      .values({ key: 'holder', value: value(0) })
      .execute();
    return (seenAtMs) =>
      open.db
        .updateTable('library_meta')
        .set({ value: value(seenAtMs) })
        .execute();
  }

  /** Ends with what becomes of it, time passing by the second. */
  async function holdWhile(open: OpenDatabase, each: (second: number) => Promise<unknown>): Promise<string> {
    const clock = new FakeClock();
    const end: string[] = [];
    holdLibrary(open, clock).then(
      (hold) => hold[Symbol.asyncDispose]().then(() => end.push(`taken over after ${clock.now() - startMs} ms`)),
      (error: unknown) => end.push(hasCode(error, 'library_in_use') ? 'refused' : String(error)),
    );
    const startMs = clock.now();
    for (let second = 0; end.length === 0; second++) {
      await each(second);
      await nextTurn();
      clock.advance(1_000);
      await nextTurn();
    }
    return end[0] ?? '';
  }

  it('refuses while the beat of a holder elsewhere goes on, and takes over when it stands still for three of them', async () => {
    await using open = await openTestDatabase();
    const beat = await elsewhere(open);
    assert.equal(await holdWhile(open, async (second) => second === 5 && (await beat(5_000))), 'refused');
    const end = await holdWhile(open, async () => undefined);
    const [, afterMs] = /^taken over after (\d+) ms$/.exec(end) ?? [];
    assert.ok(Number(afterMs) >= 16_000, end);
  });

  it('goes on when the database is put back to an earlier beat of ours, or to before there was one', async () => {
    await using open = await openTestDatabase();
    const clock = new FakeClock();
    let lost = 0;
    await using _hold = await holdLibrary(open, clock, () => (lost += 1));
    const read = () => open.db.selectFrom('library_meta').select('value').executeTakeFirst();
    const first = await read();
    const beat = async (from: string | undefined): Promise<void> => {
      clock.advance(5_000);
      await until(async () => ![undefined, from].includes((await read())?.value) || lost > 0);
    };
    await beat(first?.value);
    await open.db.updateTable('library_meta').set({ value: first?.value }).execute();
    await beat(first?.value);
    await open.db.deleteFrom('library_meta').execute();
    await beat(undefined);
    assert.equal(lost, 0);
  });

  it('says so when another took the library over while we stood still', async () => {
    await using open = await openTestDatabase();
    const clock = new FakeClock();
    let lost = 0;
    await using _hold = await holdLibrary(open, clock, () => (lost += 1));
    const beats = async (): Promise<void> => {
      clock.advance(5_000);
      await nextTurn();
    };
    await beats();
    assert.equal(lost, 0);
    await open.db.deleteFrom('library_meta').execute();
    await elsewhere(open);
    await until(async () => {
      await beats();
      return lost === 1;
    });
  });
});
