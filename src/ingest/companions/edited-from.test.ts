import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editedFrom } from './edited-from.ts';

describe('editedFrom', () => {
  it('knows the original by the name of its edited copy, also in another format', () => {
    assert.equal(editedFrom('IMG_1-edited.jpg')[0], 'IMG_1.jpg');
    assert.equal(editedFrom('IMG_1-edited(2).jpg')[0], 'IMG_1(2).jpg');
    assert.equal(editedFrom('IMG_1-bearbeitet.JPG')[0], 'IMG_1.JPG');
    assert.equal(editedFrom('IMG_1-modifie\u0301.jpg')[0], 'IMG_1.jpg');
    assert.ok(editedFrom('IMG_1-edited.jpg').includes('IMG_1.HEIC'));
    for (const name of ['IMG_1.jpg', '-edited.jpg', 'edited.jpg', 'IMG_1-edited', 'IMG-edited-2.jpg'])
      assert.deepEqual(editedFrom(name), [], name);
  });
});
