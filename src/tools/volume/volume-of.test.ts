import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { volumeIfFolder, volumeOf } from './volume-of.ts';

describe('volumeOf', () => {
  it('names one volume by one identity, whatever folder of it is asked', async () => {
    await using temp = await tempFolder();
    assert.equal(await volumeOf(temp.path), await volumeOf(join(temp.path, '..')));
    assert.match(await volumeOf(temp.path), /^(?:uuid:|fs:|[a-z0-9.]+:)./u);
  });

  it('tells file systems apart', async () => {
    const other = existsSync('/proc') ? '/proc' : '/dev';
    assert.notEqual(await volumeOf(other), await volumeOf('/'));
  });

  it('answers for folders only', async () => {
    await using temp = await tempFolder();
    const file = join(temp.path, 'file');
    await writeFile(file, '');
    assert.equal(await volumeIfFolder(file), undefined);
    assert.equal(await volumeIfFolder(join(temp.path, 'nowhere')), undefined);
    assert.equal(await volumeIfFolder(temp.path), await volumeOf(temp.path));
  });
});
