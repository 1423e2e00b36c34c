import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { locateOriginal } from '../../src/catalogue/files/locate-original.ts';
import { configuredLibrary, type ConfiguredLibrary } from '../fixtures/configured-library.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import type { Effects } from './effects.ts';

/** What is taken in, from where, and how. */
export const importEffects: Effects = {
  roots: async () => {
    await using library = await configuredLibrary({});
    await library.photo('a.jpg');
    await library.import();
    const id = String(library.rows('select id from storage_root')[0]?.['id']);
    const elsewhere = join(library.data, 'elsewhere');
    await rename(library.photos, elsewhere);
    await library.configure({ roots: { [id]: { path: elsewhere } } });
    await using app = await library.app();
    const asset = String(library.rows('select id from asset')[0]?.['id']);
    const { path } = await locateOriginal(app.db, asset);
    assert.equal(path, join(elsewhere, 'a.jpg'));
  },
  'import.mode': async () => {
    await using library = await configuredLibrary({ import: { mode: 'move' } });
    const path = await library.photo('a.jpg');
    await library.import();
    assert.ok(!existsSync(path));
    assert.deepEqual(filesBelow(join(library.data, 'library')), ['2019/05/a.jpg']);
  },
  'import.layout': async () => {
    await using library = await configuredLibrary({ import: { mode: 'copy', layout: '{YYYY}' } });
    await library.photo('a.jpg');
    await library.import();
    assert.deepEqual(filesBelow(join(library.data, 'library')), ['2019/a.jpg']);
  },
  'import.ignore': async () => {
    await using library = await configuredLibrary({ import: { ignore: ['**/*-draft.jpg'] } });
    await library.photo('a.jpg');
    await library.photo('b-draft.jpg');
    await library.import();
    assert.deepEqual(pathsOf(library), ['a.jpg']);
  },
  'import.followLinks': async () => {
    const paths = async (followLinks: boolean): Promise<readonly unknown[]> => {
      await using library = await configuredLibrary({ import: { followLinks } });
      const real = await library.photo('../elsewhere/a.jpg');
      await symlink(join(real, '..'), join(library.photos, 'linked'));
      await library.import();
      return pathsOf(library);
    };
    assert.deepEqual(await paths(true), ['linked/a.jpg']);
    assert.deepEqual(await paths(false), []);
  },
  'import.settleMs': async () => {
    await using library = await configuredLibrary({ import: { settleMs: 7 } });
    await using app = await library.app();
    assert.equal(app.ingest.ingestSettings().settleMs, 7); // what it does is proved where files are taken in
  },
  'import.readers': async () => {
    await using library = await configuredLibrary({ import: { readers: 7 } });
    await using app = await library.app();
    assert.equal(app.ingest.ingestSettings().readers, 7);
  },
};

function pathsOf(library: ConfiguredLibrary): readonly unknown[] {
  return library.rows('select path from asset_file order by path').map(({ path }) => path);
}
