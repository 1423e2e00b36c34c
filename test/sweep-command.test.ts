import assert from 'node:assert/strict';
import { rename, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { filesBelow } from './fixtures/files-below.ts';

it('[M-059] [I-W14] counts and removes stored pictures of no asset by a command, and none of an asset', async () => {
  await using library = await configuredLibrary({});
  await library.photo('a.jpg', { width: 60, height: 40 });
  assert.equal((await library.import()).exit, 0);
  const pictures = join(library.data, 'derivatives', 'pictures');
  const [first] = filesBelow(pictures).map((name) => join(pictures, name));
  // as it would be named if its settings were others
  const orphan = join(
    dirname(first!),
    first!.slice(dirname(first!).length + 1).replace(/[0-9a-f]{8}\.jpg$/, '00000000.jpg'),
  );
  await rename(first!, orphan);
  await utimes(orphan, 1_000_000_000, 1_000_000_000);
  const sweep = async (...words: string[]) => {
    const { exit, lines } = await library.run('sweep', ...words, '--json');
    assert.equal(exit, 0);
    return [lines.at(-1)?.['pictures'], lines.at(-1)?.['orphans']];
  };
  assert.deepEqual(await sweep('--dry-run'), [3, 1]);
  assert.match(
    (await library.run('sweep', '--dry-run')).out,
    /1 of 3 stored pictures belong to no asset .*would be removed/,
  );
  assert.deepEqual(await sweep(), [3, 1]);
  assert.deepEqual(await sweep(), [2, 0]);
});
