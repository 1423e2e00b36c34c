import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { stringify } from 'yaml';
import { openDatabase } from '../../src/db/open.ts';
import { rows } from '../../src/db/rows.ts';
import { checkoutRoot } from '../../scripts/run-step.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { postgresPlace } from '../fixtures/test-database.ts';
import { tinyJpeg } from '../fixtures/tiny-jpeg.ts';

/** Photos that the two machines share. */
const PHOTOS = Number(process.env['SUPERVISOR_SHARED_PHOTOS'] ?? 300);
const KNOWN = 5;

it(
  'takes about half of an import on a second machine with its own paths, and nothing where the files are not seen',
  { timeout: 600_000 },
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(await tempFolder()).path;
    const place = stack.use(await postgresPlace());
    const at = (name: string): string => join(folder, name);
    const photos = at('here/photos');
    await mkdir(photos, { recursive: true });
    const settings = { database: { url: place.file }, paths: { derivatives: at('shared') } };
    const machine = async (name: string, more: object = {}): Promise<string> => {
      await mkdir(at(name));
      await writeFile(join(at(name), 'config.yaml'), stringify({ ...settings, ...more }));
      return at(name);
    };
    const one = await machine('one');
    await addPhotos(photos, 0, KNOWN);
    await ended(run(one, 'import', photos));
    const open = stack.use(await openDatabase(place));
    const [root] = await rows<{ id: string }>(open.db, 'select id from storage_root', []);
    assert.ok(root);

    await addPhotos(photos, KNOWN, PHOTOS);
    await cp(photos, at('elsewhere'), { recursive: true, preserveTimestamps: true });
    const two = await machine('two', { roots: { [root.id]: { path: at('elsewhere') } } });
    const blind = await machine('blind', { roots: { [root.id]: { path: at('nowhere') } } });
    const helpers = [run(two, 'work'), run(blind, 'work')];
    stack.defer(() => helpers.forEach((helper) => helper.kill('SIGKILL')));
    await Promise.all(helpers.map(async ({ stdout }) => stdout && (await once(stdout, 'data')))); // they work
    await ended(run(one, 'import', photos));
    for (const helper of helpers) helper.kill('SIGTERM');
    await Promise.all(helpers.map(ended));

    const share = await rows<{ pid: number; count: number }>(open.db, SHARE, []);
    const of = (pid: number | undefined): number => share.find((row) => row.pid === pid)?.count ?? 0;
    const [helped, nothing] = helpers.map(({ pid }) => of(pid));
    assert.equal(nothing, 0);
    assert.ok(
      helped !== undefined && helped > 0.25 * 2 * PHOTOS && helped < 0.75 * 2 * PHOTOS,
      `${helped} of ${2 * PHOTOS}`,
    );
    const states = await rows(open.db, STATES, []);
    assert.deepEqual(states, [{ status: 'active', pictures_state: 'ready', metadata_state: 'ready', count: PHOTOS }]);
    assert.deepEqual(await rows(open.db, `select path, state from storage_root`, []), [
      { path: photos, state: 'online' },
    ]);
  },
);

const SHARE = `
select worker.pid, count(*) as count from job_attempt
join job on job.id = job_attempt.job_id join worker on worker.id = job_attempt.worker_id
where job.kind in ('ingest.describe', 'derivative.pictures') group by worker.pid`;

const STATES = `select status, pictures_state, metadata_state, count(*) as count from asset group by status, pictures_state, metadata_state`;

async function addPhotos(folder: string, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) await writeFile(join(folder, `${n}.jpg`), tinyJpeg(`photo ${n}`));
}

function run(data: string, ...words: readonly string[]): ChildProcess {
  const main = join(checkoutRoot, 'src/main.ts');
  return spawn(process.execPath, [main, '--data', data, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  assert.equal(code, 0);
}
