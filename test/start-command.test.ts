import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { openLibrary } from '../src/open-library.ts';
import { commandLine } from './fixtures/command-line.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';

it('goes on with the other folders when one is not there, and ends with 1 when it is the only one', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  await library.photo('a.jpg');
  const missing = join(library.data, 'nowhere');
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
  const words = ['start', missing, library.photos, '--data', library.data];
  const both = await commandLine(words, { openLibrary: openStopping }, stop.signal);
  assert.match(both.out, /photos: 1 imported/);
  assert.match(both.out + both.err, /nowhere is left out: .*\(code folder_not_found\)/);
  assert.equal(both.exit, 0);
  const alone = await commandLine(['start', missing, '--data', library.data]);
  assert.deepEqual([alone.exit, /folder_not_found/.test(alone.err)], [1, true]);
});
