import assert from 'node:assert/strict';
import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  it('makes what is missing with the rights asked for, leaves what is there, and takes others that make it too', async () => {
    await using folder = await tempFolder();
    const deep = join(folder.path, 'a/b/c');
    await Promise.all([1, 2, 3, 4].map(() => makeFolder(deep, { mode: 0o700 })));
    assert.equal((await stat(join(folder.path, 'a'))).mode & 0o777, 0o700);
    await chmod(deep, 0o750);
    await makeFolder(deep, { mode: 0o700 });
    assert.equal((await stat(deep)).mode & 0o777, 0o750);
    await mkdir(join(folder.path, 'real'));
    await symlink(join(folder.path, 'real'), join(folder.path, 'link'));
    await makeFolder(join(folder.path, 'link/inside'));
    assert.ok((await stat(join(folder.path, 'real/inside'))).isDirectory());
  });

  it('says why where a file or a link to nothing has the name', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'file'), '');
    await symlink(join(folder.path, 'away/disk'), join(folder.path, 'link'));
    for (const name of ['file', 'link', 'link/inside/deep']) {
      await assert.rejects(makeFolder(join(folder.path, name)), {
        code: 'folder_unusable',
        message: /is no folder, or/,
      });
    }
    for (const name of ['file/inside', 'file/inside/deep']) {
      await assert.rejects(makeFolder(join(folder.path, name)), { code: 'folder_unusable', message: /file above it/ });
    }
  });

  it('gives up at once below a folder that takes none', async () => {
    if (process.platform !== 'linux') return; // no other system has such a folder
    await assert.rejects(makeFolder('/proc/supervisor/data'), {
      code: 'folder_unusable',
      message: '/proc takes no folders',
    });
  });
});
