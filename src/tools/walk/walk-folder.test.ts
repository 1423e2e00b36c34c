import assert from 'node:assert/strict';
import { linkSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import type { FolderReport } from './folder-report.ts';
import { wholeTree } from './test-order.ts';
import { walkFolder } from './walk-folder.ts';
import type { WalkOptions } from './walk-order.ts';

async function walk(
  root: string,
  options: Partial<WalkOptions> = {},
  signal = new AbortController().signal,
): Promise<FolderReport[]> {
  const reports: FolderReport[] = [];
  for await (const batch of walkFolder({ ...wholeTree, ...options, root }, signal)) reports.push(...batch);
  return reports;
}

/** A tree of `folders` × `files` empty files. */
function makeTree(root: string, folders: number, files: number): void {
  for (let folder = 0; folder < folders; folder++) {
    const path = join(root, `f${String(folder).padStart(4, '0')}`);
    mkdirSync(path);
    for (let file = 0; file < files; file++) writeFileSync(join(path, `${file}.jpg`), '');
  }
}

/** The same with names of one file: file systems take a tenth of the time for them. */
function linkTree(root: string, folders: number, files: number): void {
  const first = join(root, 'first.jpg');
  writeFileSync(first, '');
  for (let folder = 0; folder < folders; folder++) {
    const path = join(root, `f${String(folder).padStart(4, '0')}`);
    mkdirSync(path);
    for (let file = 0; file < files; file++) linkSync(first, join(path, `${file}.jpg`));
  }
  rmSync(first);
}

const digests = (reports: readonly FolderReport[]): Map<string, string> =>
  new Map(reports.map((report) => [report.path, report.digest ?? '']));

describe('walkFolder', () => {
  it('meets every file once, newest names first, and tells how many there are', async () => {
    await using temp = await tempFolder();
    makeTree(temp.path, 20, 30);
    const told: [number, boolean][] = [];
    const reports = await walk(temp.path, { onFound: (entries, isAll) => told.push([entries, isAll]) });
    assert.deepEqual(
      reports.slice(0, 3).map((report) => report.path),
      ['', 'f0019', 'f0018'],
    );
    assert.equal(reports.flatMap((report) => report.files).length, 600);
    assert.deepEqual(told.at(-1), [600, true]);
    assert.ok(told.slice(0, -1).every(([, isAll]) => !isAll));
  });

  it('lists nothing of folders that are as they were, and notices whatever changes in one', async () => {
    await using temp = await tempFolder();
    makeTree(temp.path, 3, 5);
    const known = digests(await walk(temp.path));
    const same = await walk(temp.path, { known });
    assert.ok(same.every((report) => report.isSame && report.files.length === 0));
    assert.equal(
      same.reduce((sum, report) => sum + report.count, 0),
      15,
    );
    const changes: (() => void)[] = [
      () => utimesSync(join(temp.path, 'f0001/1.jpg'), 5, 5),
      () => writeFileSync(join(temp.path, 'f0001/2.jpg'), 'longer'),
      () => rmSync(join(temp.path, 'f0001/3.jpg')),
      () => writeFileSync(join(temp.path, 'f0001/new.jpg'), ''),
      () => writeFileSync(join(temp.path, 'f0001/Thumbs.db'), ''),
    ];
    let last = known;
    for (const change of changes) {
      change();
      const reports = await walk(temp.path, { known: last });
      assert.deepEqual(
        reports.flatMap((report) => (report.isSame ? [] : [report.path])),
        ['f0001'],
        change.toString(),
      );
      last = digests(reports);
    }
  });

  it('reports a very large folder in parts that are the whole together', async () => {
    await using temp = await tempFolder();
    makeTree(temp.path, 1, 12_345);
    const parts = (await walk(temp.path)).filter((report) => report.path === 'f0000');
    assert.deepEqual(
      parts.map((part) => [part.part, part.count]),
      [
        ['first', 5_000],
        ['middle', 5_000],
        ['last', 2_345],
      ],
    );
    assert.equal(new Set(parts.flatMap((part) => part.files.map((file) => file.name))).size, 12_345);
    assert.equal(new Set(parts.map((part) => part.digest)).size, 1);
    const again = (await walk(temp.path, { known: digests(parts) })).find((report) => report.path === 'f0000');
    assert.deepEqual([again!.isSame, again!.part, again!.count], [true, 'whole', 12_345]);
  });

  it('waits for a slow reader, and counts meanwhile what is still to come', async () => {
    await using temp = await tempFolder();
    linkTree(temp.path, 60, 400);
    const estimates = Promise.withResolvers<number>();
    let received = 0;
    const onFound = (entries: number, isAll: boolean): void => {
      if (!isAll && entries === 24_000) estimates.resolve(received);
    };
    for await (const reports of walkFolder({ ...wholeTree, root: temp.path, onFound }, new AbortController().signal)) {
      // The first message is held back until the number of all files was told: the thread must not need it.
      if (received === 0) await estimates.promise;
      received += reports.reduce((sum, report) => sum + report.count, 0);
    }
    assert.equal(await estimates.promise, 0);
    assert.equal(received, 24_000);
  });

  it('stops when told, also while it waits for its reader', async () => {
    await using temp = await tempFolder();
    linkTree(temp.path, 60, 400);
    const controller = new AbortController();
    let met = 0;
    for await (const reports of walkFolder({ ...wholeTree, root: temp.path }, controller.signal)) {
      met += reports.reduce((sum, report) => sum + report.count, 0);
      controller.abort();
    }
    assert.ok(met < 24_000, `${met} files`);
  });

  it('begins below the root, and looks at a single file alone', async () => {
    await using temp = await tempFolder();
    makeTree(temp.path, 3, 3);
    assert.deepEqual(
      (await walk(temp.path, { sub: 'f0001' })).map((report) => report.path),
      ['f0001'],
    );
    const [report] = await walk(temp.path, { sub: 'f0002', only: '1.jpg' });
    assert.deepEqual([report!.files.map((file) => file.name), report!.digest], [['1.jpg'], null]);
  });

  it('leaves out folders that are roots of their own, and names a root that is not there', async () => {
    await using temp = await tempFolder();
    makeTree(temp.path, 2, 1);
    const [root] = await walk(temp.path, { others: ['f0000'] });
    assert.deepEqual(root!.skipped, [{ name: 'f0000', code: 'other_root', type: 'folder', isError: false }]);
    const [gone] = await walk(join(temp.path, 'nowhere'));
    assert.deepEqual([gone!.refusal?.code, gone!.refusal?.isError], ['file_missing', true]);
  });
});
