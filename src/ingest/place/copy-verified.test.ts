import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesBelow } from '../../../test/fixtures/files-below.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { copyVerified } from './copy-verified.ts';

const checksumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('copyVerified', () => {
  it('[I-W13] [M-W15] throws a copy away whose bytes are not those that were read, and leaves the source', async () => {
    await using folder = await tempFolder();
    const from = join(folder.path, 'source.jpg');
    await writeFile(from, 'changed since it was read');
    const copy = { from, to: join(folder.path, 'library/a.jpg'), tempFolder: join(folder.path, 'temp') };
    await assert.rejects(copyVerified({ ...copy, checksum: checksumOf('as it was read') }), {
      code: 'copy_differs',
      retry: 'retry',
    });
    assert.deepEqual(filesBelow(folder.path), ['source.jpg']);
    assert.equal(await copyVerified({ ...copy, checksum: checksumOf('changed since it was read') }), true);
    assert.deepEqual(filesBelow(folder.path), ['library/a.jpg', 'source.jpg']);
  });

  it('[I-W01] takes no name that is taken, and leaves what has it', async () => {
    await using folder = await tempFolder();
    const [from, to] = [join(folder.path, 'source.jpg'), join(folder.path, 'a.jpg')];
    await writeFile(from, 'new');
    await writeFile(to, 'old');
    const copy = { from, to, checksum: checksumOf('new'), tempFolder: join(folder.path, 'temp') };
    assert.equal(await copyVerified(copy), false);
    assert.equal(await readFile(to, 'utf8'), 'old');
    assert.deepEqual(filesBelow(folder.path), ['a.jpg', 'source.jpg']);
  });
});
