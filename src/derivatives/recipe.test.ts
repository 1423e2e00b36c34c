import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPictureRecipe } from '../tools/images/picture-recipe.ts';
import { type PictureSettings, pictureBlobKey, picturesKey } from './recipe.ts';

const defaultSettings: PictureSettings = { ...defaultPictureRecipe, embeddedMinPx: 800 };
const checksum = 'a'.repeat(64);

describe('picture recipe', () => {
  it('[I-050] gives a new key to the kind whose setting changed, and to no other', () => {
    const changes = { preview: { previewQuality: 90 }, square: { squarePx: 300 }, grid: { gridQuality: 70 } } as const;
    for (const changed of ['preview', 'square', 'grid'] as const) {
      const settings = { ...defaultSettings, ...changes[changed] };
      for (const kind of ['preview', 'square', 'grid'] as const) {
        const isSame = pictureBlobKey(kind, checksum, settings) === pictureBlobKey(kind, checksum, defaultSettings);
        assert.equal(isSame, kind !== changed);
      }
      assert.notEqual(
        picturesKey({ checksum, format: 'jpeg' }, settings),
        picturesKey({ checksum, format: 'jpeg' }, defaultSettings),
      );
    }
  });

  it('shows content and recipe in the first twenty characters', () => {
    const start = (sum: string): string =>
      picturesKey({ checksum: sum, format: 'jpeg' }, defaultSettings).replaceAll('-', '').slice(0, 20);
    assert.notEqual(start(checksum), start('b'.repeat(64)));
    assert.notEqual(
      start(checksum),
      picturesKey({ checksum, format: 'jpeg' }, { ...defaultSettings, gridPx: 300 }).slice(0, 20),
    );
  });
});
