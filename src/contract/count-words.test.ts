import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assetsText, filesText, importProblemsText, problemsText } from './count-words.ts';

describe('counts in words', () => {
  it('name what is counted', () => {
    assert.deepEqual(
      [problemsText(1, 'file'), problemsText(12, 'asset')],
      ['1 file with a problem', '12 assets with problems'],
    );
    assert.deepEqual(
      [
        filesText({ count: 1, folders: 1 }),
        filesText({ count: 3, folders: 2 }),
        filesText({ count: 4, folders: 0 }),
        filesText({ count: 0, folders: 0 }),
      ],
      ['1 folder', '1 file and 2 folders', '4 files', ''],
    );
  });

  it('say which files with problems an import has left out, and which it took in all the same', () => {
    assert.equal(
      importProblemsText({ problems: 44, failed: 12 }),
      '44 files with problems: 12 failed and are not in the library, 32 are in it damaged, with incomplete metadata or without a picture',
    );
    assert.equal(
      importProblemsText({ problems: 1, failed: 1 }),
      '1 file with a problem: failed, so not in the library',
    );
    assert.match(importProblemsText({ problems: 2, failed: 0 }), /^2 files with problems: in the library, but /);
  });

  it('tell companions apart from the assets that the library shows', () => {
    assert.equal(assetsText({ assets: 761, companions: 8 }), '753 assets + 8 companions');
    assert.equal(assetsText({ assets: 1, companions: 0 }), '1 asset');
  });
});
