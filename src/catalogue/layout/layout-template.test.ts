import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layoutPath, layoutTokens, parseLayout, type LayoutFacts } from './layout-template.ts';

const facts: LayoutFacts = {
  local: '2019-05-04T14:03:21',
  name: 'IMG_1.JPG',
  camera: 'Canon EOS R5',
  kind: 'image',
  checksum: 'ab'.repeat(32),
};

const path = (template: string, more: Partial<LayoutFacts> = {}): string =>
  layoutPath(parseLayout(template), { ...facts, ...more });

describe('layout templates', () => {
  it('[M-W24] fills every token of the documented list, and keeps the case of the camera', () => {
    const all = Object.keys(layoutTokens).map((token) => `{${token}}`);
    assert.ok(!path(all.join('/')).includes('{'));
    assert.equal(path('{YYYY}/{MM}-{DD}/{camera}'), '2019/05-04/Canon-EOS-R5/IMG_1.jpg');
    assert.equal(path('date'), '2019/05/IMG_1.jpg');
    assert.equal(path('hash'), `image/ab/${facts.checksum}.jpg`);
  });

  it('[I-W03] [M-W24] refuses unknown tokens with the known ones named', () => {
    assert.throws(() => parseLayout('{YYYY}/{lens}'), { code: 'layout_invalid', message: /\{lens\}.*camera/u });
    assert.throws(() => parseLayout(' '), { code: 'layout_invalid' });
    assert.throws(() => parseLayout('{constructor}/{name}'), { code: 'layout_invalid', message: /\{constructor\}/u });
    assert.equal(path('constructor'), 'constructor/IMG_1.jpg');
  });

  it('[I-W05] refuses paths that leave the library, and lets no fact lead out of it', () => {
    for (const text of ['../{name}', '/abs/{name}', 'a/../../{name}', 'a\\..\\{name}'])
      assert.throws(() => parseLayout(text), { code: 'layout_invalid' });
    assert.equal(path('{camera}/{name}', { camera: '../../etc', name: '..jpg' }), '.._.._etc/..jpg');
    assert.equal(path('{camera}/{name}', { camera: '..' }), 'IMG_1.jpg');
    assert.equal(path('{name}', { name: 'a/b\\c\n\u0000.jpg' }), 'a_b_c__.jpg');
  });

  it('[I-W02] always keeps the extension, also of names with dots and of templates that forget it', () => {
    assert.equal(path('{YYYY}/{name}', { name: 'IMG.v2.jpg' }), '2019/IMG.v2.jpg');
    assert.equal(path('{ext}/{name}'), 'jpg/IMG_1.jpg');
    assert.equal(path('{name}/{YYYY}'), 'IMG_1/2019/IMG_1.jpg');
    assert.equal(path('{name}', { name: 'no-extension' }), 'no-extension');
    assert.equal(path('{name}', { name: '.jpg' }), '.jpg');
  });

  it('[I-W03] leaves no empty folders of empty tokens, and always names the file', () => {
    assert.equal(path('{camera}/{YYYY}', { camera: null }), '2019/IMG_1.jpg');
    assert.equal(path('{name}', { name: '...' }), facts.checksum);
  });

  it('[I-W04] puts undated files into a place of their own, never under a date that is made up', () => {
    assert.equal(path('{YYYY}/{MM}', { local: null }), 'undated/IMG_1.jpg');
    assert.equal(path('{camera}', { local: null }), 'Canon-EOS-R5/IMG_1.jpg');
  });

  it('uses no name that Windows takes for a device', () => {
    assert.equal(path('{camera}/{name}', { camera: 'Aux', name: 'con.v2.jpg' }), 'Aux_/con_.v2.jpg');
    assert.equal(path('com1/{name}', { name: 'NUL' }), 'com1_/NUL_');
    assert.equal(path('{name}', { name: 'console.jpg' }), 'console.jpg');
  });

  it('makes names that fit every file system, in bytes', () => {
    const long = path('{YYYY}/{name}', { name: `${'猫'.repeat(84)}.jpg` });
    const name = long.slice('2019/'.length);
    assert.ok(Buffer.byteLength(name) <= 230 && name.endsWith('猫.jpg'), name);
    assert.equal(path('{name}', { name: `${'🎞'.repeat(70)}.jpeg` }).isWellFormed(), true);
  });
});
