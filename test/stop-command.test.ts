import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { systemClock } from '../src/base/clock.ts';
import { holdLibrary } from '../src/db/hold-library.ts';
import { openDatabase } from '../src/db/open.ts';
import { identityOf, lifeOf, thisProcess } from '../src/db/process-identity.ts';
import { runSupervisor } from './e2e/running-supervisor.ts';
import { type BackgroundLibrary, backgroundLibrary } from './fixtures/background-library.ts';
import { until } from './fixtures/until.ts';

/** A library that was started and stopped, so that it has all its files. */
async function usedLibrary(): Promise<BackgroundLibrary> {
  const library = await backgroundLibrary();
  await library.start();
  await library.stop();
  return library;
}

/** Has the catalogue and the record say that this process runs the library. */
async function pretend(library: BackgroundLibrary, process: ReturnType<typeof thisProcess>): Promise<void> {
  const holder = JSON.stringify({ ...process, since: Date.now(), seenAtMs: Date.now() });
  using database = new DatabaseSync(join(library.data, 'catalogue.sqlite'));
  database.prepare("insert or replace into library_meta (key, value) values ('holder', ?)").run(holder);
  const { attempt, words } = await library.record();
  await library.writeRecord({ attempt: { ...attempt, process, status: 'running', endedAt: null }, words });
}

describe('supervisor stop', () => {
  it('[S-118] lets it end as cleanly as Ctrl+C, and has nothing to do the second time', async () => {
    await using library = await backgroundLibrary();
    const { pid } = await library.start();
    const stopped = await library.stop();
    assert.deepEqual(
      [stopped.exit, stopped['status'], stopped['reasonCode'], stopped['pid']],
      [0, 'stopped', 'stopped', pid],
    );
    const shown = await library.lastStart();
    assert.deepEqual(
      [shown['status'], shown['reasonCode'], shown['exitStatus'], shown['ok']],
      ['stopped', 'stopped', 0, true],
    );
    const again = await library.stop();
    assert.deepEqual([again.exit, again['status'], again['pid']], [0, 'not_running', null]);
  });

  it('[S-120] [S-124] says of a server that hangs that it does not answer, and kills what does not end in time', async () => {
    await using library = await backgroundLibrary();
    const process_ = identityOf(Number((await library.start())['pid']));
    process.kill(process_.pid, 'SIGSTOP'); // hears no other signal
    const hung = await library.lastStart();
    assert.deepEqual([hung.exit, hung['status'], hung['reasonCode']], [0, 'started_unverified', 'no_answer']);
    const stopped = await library.stop('--grace', '2.5');
    assert.deepEqual([stopped.exit, stopped['status'], stopped['reasonCode']], [0, 'stopped', 'killed']);
    assert.ok(Number(stopped['tookMs']) >= 2_500);
    assert.equal(lifeOf(process_), 'dead');
    assert.equal((await library.lastStart())['reasonCode'], 'killed');
    await assert.rejects(library.stop('--grace', '1'), /bad_call/);
  });

  it('[S-119] [S-120] leaves a foreign process alone that has the number of one that is dead', async () => {
    await using library = await usedLibrary();
    const foreign = library.sleeper();
    await pretend(library, { ...identityOf(foreign.pid), pidStarted: '1' });
    assert.equal((await library.stop())['status'], 'not_running');
    assert.equal((await library.lastStart())['status'], 'stopped');
    const started = await library.start();
    assert.equal(started['status'], 'started', 'the record of a dead process is cleared');
    assert.equal(lifeOf(identityOf(foreign.pid)), 'alive');
  });

  it('[S-120] leaves a process alone of which nothing proves that it runs the library', async () => {
    await using library = await usedLibrary();
    const foreign = library.sleeper();
    // as where the system does not say when a process began
    await pretend(library, { ...identityOf(foreign.pid), pidStarted: '' });
    const refused = await library.stop('--grace', '2.5');
    assert.deepEqual([refused.exit, refused['status'], refused['reasonCode']], [1, 'stop_failed', 'not_proven']);
    assert.equal(lifeOf(identityOf(foreign.pid)), 'alive');
    await pretend(library, { ...identityOf(foreign.pid), host: 'another-machine' });
    const elsewhere = await library.stop();
    assert.deepEqual([elsewhere.exit, elsewhere['reasonCode']], [11, 'runs_elsewhere']);
    const start = await library.start();
    assert.deepEqual([start.exit, start['status'], start['reasonCode']], [11, 'locked', 'lock_busy']);
    assert.equal(lifeOf(identityOf(foreign.pid)), 'alive');
    await library.writeRecord({ attempt: null });
    using database = new DatabaseSync(join(library.data, 'catalogue.sqlite'));
    database.exec("delete from library_meta where key = 'holder'");
  });

  it('[S-119] stops no import that holds the library for a while, and starts nothing beside it', async () => {
    await using library = await usedLibrary();
    await using open = await openDatabase({ file: join(library.data, 'catalogue.sqlite') });
    await using _ = await holdLibrary(open, systemClock);
    const refused = await library.stop();
    assert.deepEqual([refused.exit, refused['reasonCode'], refused['pid']], [11, 'not_a_server', process.pid]);
    const start = await library.start();
    assert.deepEqual([start.exit, start['status'], start['errorCode']], [11, 'locked', 'library_in_use']);
  });

  it('[S-118] [S-119] stops a start in a terminal too, also one that no record tells of', async () => {
    await using library = await backgroundLibrary();
    await using first = await runSupervisor(library.data);
    await until(async () => (await library.lastStart().catch(() => undefined))?.['method'] === 'foreground');
    await rm(join(library.data, 'last-start.json'));
    const found = await library.start();
    assert.deepEqual([found['status'], found['pid'], found['url']], ['running', first.pid, `${first.url}/`]);
    await rm(join(library.data, 'last-start.json'));
    const stopped = await library.stop();
    assert.deepEqual([stopped['reasonCode'], stopped['pid']], ['stopped', first.pid]);
  });
});

describe('supervisor restart', () => {
  it('[S-118] stops, and starts in the background with the port and the folders of the last start', async () => {
    await using library = await backgroundLibrary();
    const port = await freePort();
    const first = await library.start('--port', port, library.photos);
    assert.equal(new URL(String(first['url'])).port, port);
    const [stopped, second] = await library.restart();
    assert.deepEqual([stopped!['status'], stopped!['pid']], ['stopped', first['pid']]);
    assert.deepEqual([second!['status'], second!['url']], ['started', first['url']]);
    assert.notEqual(second!['pid'], first['pid']);
    assert.deepEqual((second!['command'] as string[]).slice(-2), ['--', library.photos]);
  });
});

async function freePort(): Promise<string> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return String(typeof address === 'object' ? address?.port : 0);
}
