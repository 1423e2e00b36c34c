import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { tinyJpeg } from '../../test/fixtures/tiny-jpeg.ts';
import type { FileRow } from '../catalogue/files/file-rows.ts';
import { openTestLibrary, type TestLibrary, type TestLibraryOptions } from './test-library.ts';

/** Far in the past, seconds: no file looks as if it were being written. */
export const OLD_S = 1_500_000_000;

/** A library, and a folder of photographs to import into it. */
export interface World extends AsyncDisposable {
  readonly library: TestLibrary;
  /** Absolute. */
  readonly photos: string;
  /** Absolute; holds the database and the managed library. */
  readonly data: string;
  /** A file in `photos`: a small JPEG that differs by the text, or these bytes. @returns its path */
  write(name: string, content: string | Buffer): Promise<string>;
  /** All file rows, by path. */
  files(): Promise<FileRow[]>;
  /** Status of the asset of a path. */
  status(name: string): Promise<string | undefined>;
}

/** A fresh library in a temp folder. For tests. */
export async function openWorld(options: TestLibraryOptions = {}): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder());
  const photos = join(folder.path, 'photos');
  await mkdir(photos);
  const data = join(folder.path, 'data');
  await mkdir(data);
  const library = stack.use(await openTestLibrary(data, options));
  const owned = stack.move();
  return {
    library,
    photos,
    data,
    async write(name, content) {
      const path = join(photos, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, typeof content === 'string' ? tinyJpeg(content) : content);
      await utimes(path, OLD_S, OLD_S);
      return path;
    },
    files: () => library.open.db.selectFrom('asset_file').selectAll().orderBy('path').execute(),
    async status(name) {
      const row = await library.open.db
        .selectFrom('asset')
        .innerJoin('asset_file', 'asset_file.asset_id', 'asset.id')
        .select('asset.status')
        .where('asset_file.path', '=', name)
        .executeTakeFirst();
      return row?.status;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Folder of its managed library. */
export const libraryOf = (world: World): string => join(world.data, 'library');

/** Every asset has the checksum of its present originals, and each checksum one asset. */
export async function assertSound(world: World): Promise<void> {
  const wrong = await world.library.open.db
    .selectFrom('asset_file')
    .innerJoin('asset', 'asset.id', 'asset_file.asset_id')
    .select(['asset_file.path'])
    .where('asset_file.role', '=', 'original')
    .where('asset_file.state', '=', 'present')
    .whereRef('asset.checksum', '!=', 'asset_file.checksum')
    .execute();
  assert.deepEqual(wrong, []);
}
