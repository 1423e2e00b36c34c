import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { HealthView } from '../src/contract/health.ts';
import { identityOf, lifeOf, thisProcess } from '../src/db/process-identity.ts';
import { type BackgroundLibrary, backgroundLibrary, type Said } from './fixtures/background-library.ts';
import { commandLine } from './fixtures/command-line.ts';
import { drawnJpeg } from './fixtures/drawn-jpeg.ts';
import { until } from './fixtures/until.ts';

const pidAt = async (said: Record<string, unknown>): Promise<number> => {
  const answer = await fetch(new URL('health/live', String(said['url'])));
  return ((await answer.json()) as { pid: number }).pid;
};

/** What the file of the process says. */
const output = ({ data }: BackgroundLibrary): Promise<string> => readFile(join(data, 'logs', 'output.log'), 'utf8');

/** A port that another program has, until disposed. */
async function takenPort(): Promise<{ port: string } & AsyncDisposable> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  return {
    port: String((other.address() as AddressInfo).port),
    [Symbol.asyncDispose]: async () => void (await once(other.close(), 'close')),
  };
}

describe('supervisor start --background', () => {
  it('[S-118] [S-126] [S-127] [S-130] says started only when that very process answers, and that it runs when asked again', async () => {
    await using library = await backgroundLibrary();
    const first = await library.start();
    assert.deepEqual(
      [first.exit, first['status'], first['reasonCode'], first['ok']],
      [0, 'started', 'start_verified', true],
    );
    assert.equal(await pidAt(first), first['pid']);
    const again = await library.start('--port', '1');
    assert.deepEqual(
      [again.exit, again['status'], again['reasonCode'], again['pid'], again['url']],
      [0, 'running', 'already_running', first['pid'], first['url']],
    );
    assert.equal((await library.lastStart())['status'], 'running');
    assert.equal((await library.stop()).exit, 0);
  });

  it('[S-117] [S-132] [S-133] keeps who started what when, and what all of them said, in a data folder with spaces', async () => {
    await using library = await backgroundLibrary();
    const first = await library.start();
    await library.stop();
    const second = await library.start('--open');
    const shown = await library.lastStart();
    assert.deepEqual(
      [shown['requestedBy'], shown['method'], shown['pid'], shown['ok'], shown['exitStatus'], shown['logFile']],
      [userInfo().username, 'background', second['pid'], true, null, join(library.data, 'logs', 'output.log')],
    );
    const health = (await (await fetch(new URL('health', String(second['url'])))).json()) as HealthView;
    const part = health.parts.find(({ id }) => id === 'start');
    assert.deepEqual([part?.state, part?.group, part?.mandatory], ['ok', 'work', false]);
    assert.match(part?.detail ?? '', /ago by .*, in the background\. Supervisor runs at http/u);
    const command = shown['command'] as string[];
    assert.deepEqual(command.slice(2), ['start', '--open', '--data', library.data]);
    assert.ok(Date.parse(String(shown['startedAt'])) >= Date.parse(String(first['startedAt'])));
    const said = await output(library);
    for (const { url } of [first, second] as readonly Said[])
      assert.ok(said.includes(`Supervisor is at ${String(url)}`));
  });

  it('[S-133] begins a new file of output when the old one is full, and keeps the old one', async () => {
    await using library = await backgroundLibrary({ logs: { maxMiB: 0.01, keep: 2 } });
    await library.start();
    await library.stop();
    const full = `${await output(library)}${'x'.repeat(20_000)}\n`;
    await writeFile(join(library.data, 'logs', 'output.log'), full);
    const { url } = await library.start();
    assert.equal(await readFile(join(library.data, 'logs', 'output.1.log'), 'utf8'), full);
    assert.match(await output(library), new RegExp(`^--- .*\nSupervisor is at ${String(url)}`, 'u'));
  });

  it('[S-128] [S-129] calls a start that has not answered yet not verified; looking again finds it running', async () => {
    await using library = await backgroundLibrary();
    const begun = await library.start('--wait', '0');
    assert.deepEqual(
      [begun.exit, begun['status'], begun['reasonCode'], begun['ok']],
      [12, 'started_unverified', 'spawn_unverified', null],
    );
    await until(async () => (await library.lastStart().catch(() => undefined))?.['status'] === 'running');
    const shown = await library.lastStart();
    assert.deepEqual([shown['pid'], shown['ok'], await pidAt(shown)], [begun['pid'], true, begun['pid']]);
  });

  it('[S-128] finds that a start that was not verified has failed, with the last that it said', async () => {
    await using library = await backgroundLibrary();
    await library.start();
    await library.stop();
    await using other = await takenPort();
    const begun = await library.start('--wait', '0', '--port', other.port);
    assert.equal(begun['status'], 'started_unverified');
    await until(async () => (await library.lastStart())['status'] !== 'started_unverified');
    const shown = await library.lastStart();
    assert.deepEqual(
      [shown['status'], shown['ok'], shown['errorCode'], shown['exitStatus']],
      ['start_failed', false, 'port_in_use', 1],
    );
    assert.match((shown['lastLines'] as string[]).join('\n'), /\(code port_in_use\)/);
  });

  it('[S-131] waits after a start that failed, says for how many seconds, and tries again afterwards', async () => {
    await using library = await backgroundLibrary();
    await using other = await takenPort();
    const failed = await library.start('--port', other.port);
    assert.deepEqual(
      [failed.exit, failed['status'], failed['reasonCode'], failed['exitStatus'], failed['errorCode']],
      [1, 'start_failed', 'process_ended', 1, 'port_in_use'],
    );
    const early = await library.start();
    assert.deepEqual([early.exit, early['status'], early['reasonCode']], [13, 'blocked', 'spawn_cooldown']);
    const seconds = Number(early['retryAfterS']);
    assert.ok(seconds >= 1 && seconds <= 10, String(seconds));
    const record = await library.record();
    const tenSecondsAgo = new Date(Date.parse(String(record.attempt['endedAt'])) - 10_000).toISOString();
    await library.writeRecord({ ...record, attempt: { ...record.attempt, endedAt: tenSecondsAgo } });
    assert.equal((await library.start())['status'], 'started');
  });

  it('[S-126] [S-127] [S-323] says that settings or the folder of logs are the reason, and starts nothing', async () => {
    await using wrong = await backgroundLibrary({ server: { port: 'none' } });
    const refused = await wrong.start();
    assert.deepEqual(
      [refused.exit, refused['status'], refused['reasonCode'], refused['pid']],
      [1, 'config_failed', 'config_invalid', null],
    );
    assert.equal((await wrong.record()).attempt['status'], 'config_failed');
    await using blind = await backgroundLibrary({ paths: { logs: 'config.yaml' } });
    const silent = await blind.start();
    assert.deepEqual(
      [silent.exit, silent['status'], silent['reasonCode'], silent['pid']],
      [1, 'open_failed', 'log_root_unavailable', null],
    );
  });

  it('[S-121] [S-122] steps back while another launcher waits, and not for one that is dead or a record that is damaged', async () => {
    await using library = await backgroundLibrary();
    await library.start();
    await library.stop();
    const { attempt, words } = await library.record();
    const awaited = { ...attempt, status: 'started_unverified', ok: null, endedAt: null, process: null };
    const at = new Date().toISOString();
    await library.writeRecord({ attempt: { ...awaited, at, launcher: thisProcess() }, words });
    const early = await library.start();
    assert.deepEqual([early.exit, early['status'], early['reasonCode']], [13, 'busy', 'spawn_lock_busy']);
    const dead = spawn('true');
    const launcher = identityOf(dead.pid!);
    await once(dead, 'exit');
    await library.writeRecord({ attempt: { ...awaited, at, launcher }, words });
    const record = await library.lastStart();
    assert.deepEqual([record['status'], record['reasonCode']], ['start_failed', 'process_ended']);
    await library.writeRecord('{ half a rec');
    assert.equal((await library.start())['status'], 'started');
    assert.equal(await readFile(join(library.data, 'last-start.damaged.json'), 'utf8'), '{ half a rec');
  });

  it('refuses when none of the folders is there, while somebody looks', async () => {
    await using library = await backgroundLibrary();
    await assert.rejects(library.start(join(library.data, 'nowhere')), /folder_not_found/);
    assert.ok(!existsSync(join(library.data, 'last-start.json')));
  });

  it('[S-134] does what waits as soon as it runs, and what is put in line meanwhile, until nothing is left', async () => {
    await using library = await backgroundLibrary({ import: { settleMs: 0 } });
    const run = async (...words: string[]) => (await commandLine([...words, '--data', library.data])).exit;
    await writeFile(join(library.photos, 'a.jpg'), await drawnJpeg(60, 40));
    assert.equal(await run('import', library.photos), 0);
    using database = new DatabaseSync(join(library.data, 'catalogue.sqlite'), { readOnly: true });
    const unfinished = database.prepare("select count(*) as jobs from job where state != 'done'");
    const ended = database.prepare('select count(*) as attempts from job_attempt');
    assert.equal(await run('jobs', 'retry', '--state', 'done'), 0);
    const left = Number(unfinished.get()?.['jobs']);
    assert.ok(left >= 3, 'they wait, and no worker runs');
    let attempts = Number(ended.get()?.['attempts']);
    for (const begin of [() => library.start(), () => run('jobs', 'retry', '--state', 'done')]) {
      await begin();
      await until(() => unfinished.get()?.['jobs'] === 0 && Number(ended.get()?.['attempts']) >= attempts + left);
      attempts = Number(ended.get()?.['attempts']);
    }
  });

  it('[S-119] tells of a crash afterwards, and starts again without any repair', async () => {
    await using library = await backgroundLibrary();
    const first = await library.start();
    const process_ = identityOf(Number(first['pid']));
    process.kill(process_.pid, 'SIGKILL');
    await until(() => lifeOf(process_) === 'dead');
    const shown = await library.lastStart();
    assert.deepEqual([shown['status'], shown['reasonCode'], shown['ok']], ['stopped', 'process_ended', true]);
    const { lines } = await commandLine(['health', '--json', '--data', library.data]);
    const part = lines.find(({ id }) => id === 'start');
    assert.deepEqual([part?.['state'], part?.['code']], ['warn', 'start_warn']);
    assert.match(String(part?.['detail']), /has ended .* by itself/u);
    const second = await library.start();
    assert.deepEqual([second['status'], second['pid'] === first['pid']], ['started', false]);
  });
});
