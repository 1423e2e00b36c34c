import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { openLibrary } from '../src/open-library.ts';
import { type CommandEnd, commandLine } from './fixtures/command-line.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';

it('goes on with the other folders when one is not there, and ends with 1 when it is the only one', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  await library.photo('a.jpg');
  const missing = join(library.data, 'nowhere');
  const both = await startUntilDone('start', missing, library.photos, '--data', library.data);
  assert.match(both.out, /photos: 1 imported/);
  assert.match(both.out + both.err, /nowhere is left out: .*\(code folder_not_found\)/);
  assert.equal(both.exit, 0);
  const alone = await commandLine(['start', missing, '--data', library.data]);
  assert.deepEqual([alone.exit, /folder_not_found/.test(alone.err)], [1, true]);
});

it('says how many files have problems, with the page and the command that show them', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  await writeFile(join(library.photos, 'torn.jpg'), (await readFile(await library.photo('a.jpg'))).subarray(0, 400));
  const { out } = await startUntilDone('start', library.photos, '--data', library.data);
  assert.match(
    out,
    /^1 file with a problem: [^\n]*\.\nSee supervisor imports (is_\w+), or http:\/\/127\.0\.0\.1:\d+\/imports\/\1$/mu,
  );
});

it('[S-325] writes into the one log why it did not start, besides telling the terminal', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  const faults = async (): Promise<readonly string[]> => {
    const lines = (await readFile(join(library.data, 'logs', 'supervisor.log'), 'utf8')).trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as { level: string; code?: string });
    return parsed.flatMap(({ level, code }) => (level === 'error' && code !== undefined ? [code] : []));
  };
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = await commandLine(['start', '--port', String(port), '--data', library.data]);
  other.close();
  assert.deepEqual([taken.exit, await faults()], [1, ['port_in_use']]);
  await writeFile(join(library.data, 'catalogue.sqlite'), 'no database at all, but some text'.repeat(200));
  const damaged = await commandLine(['start', '--data', library.data]);
  assert.deepEqual([damaged.exit, (await faults()).at(-1)], [1, 'database_damaged']);
});

/** A command that would go on for ever, stopped when an import is done. */
async function startUntilDone(...words: string[]): Promise<CommandEnd> {
  const stop = new AbortController();
  const openStopping: typeof openLibrary = async (found, use) => {
    const opened = await openLibrary(found, use);
    const importView: typeof opened.importView = async (id) => {
      const view = await opened.importView(id);
      if (view.state === 'done') stop.abort();
      return view;
    };
    return { ...opened, importView };
  };
  return await commandLine(words, { openLibrary: openStopping }, { signal: stop.signal });
}
