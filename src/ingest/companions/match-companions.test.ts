import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extensionOf } from '../../formats/sample.ts';
import { matchCompanions, type PairFile } from './match-companions.ts';

const FORMATS: Readonly<Record<string, [string, PairFile['kind']]>> = {
  jpg: ['jpeg', 'image'],
  heic: ['heic', 'image'],
  dng: ['dng', 'image'],
  png: ['png', 'image'],
  mov: ['mov', 'video'],
  mp: ['mp4', 'video'],
};

function file(name: string, more: Partial<PairFile> = {}): PairFile {
  const [format, kind] = FORMATS[extensionOf(name)] ?? ['jpeg', 'image'];
  return { assetId: name, name, format, kind, durationMs: kind === 'video' ? 2_800 : null, contentId: null, ...more };
}

const pairsOf = (...files: PairFile[]): string[] =>
  matchCompanions(files)
    .map((pair) => `${pair.assetId} under ${pair.coverId} as ${pair.role}`)
    .sort();

describe('matchCompanions', () => {
  it('puts a RAW under the picture of its name, without regard to case', () => {
    assert.deepEqual(pairsOf(file('IMG_1.JPG'), file('img_1.dng')), ['img_1.dng under IMG_1.JPG as raw']);
  });

  it('puts the clip of a live photo under its still, and both companions under one cover', () => {
    assert.deepEqual(pairsOf(file('a.heic'), file('a.mov')), ['a.mov under a.heic as live-video']);
    assert.deepEqual(pairsOf(file('a.dng'), file('a.mov'), file('a.jpg')), [
      'a.dng under a.jpg as raw',
      'a.mov under a.jpg as live-video',
    ]);
    assert.deepEqual(pairsOf(file('a.dng'), file('a.mov')), ['a.mov under a.dng as live-video']);
  });

  it('puts the clip of a motion photo, named without an extension of its own, under its own still', () => {
    const names = ['P.MP.jpg', 'P.MP', 'P.MP~2.jpg', 'P.MP~2', 'P.MP(1).jpg', 'P.MP(1)', 'P.jpg'];
    assert.deepEqual(pairsOf(...names.map((name) => file(name))), [
      'P.MP under P.MP.jpg as live-video',
      'P.MP(1) under P.MP(1).jpg as live-video',
      'P.MP~2 under P.MP~2.jpg as live-video',
    ]);
    assert.deepEqual(pairsOf(file('scho\u0308n.jpg'), file('sch\u00f6n.mov')).length, 1);
  });

  it('leaves long clips, other names and other kinds of pictures alone', () => {
    assert.deepEqual(pairsOf(file('a.jpg'), file('a.mov', { durationMs: 10_001 })), []);
    assert.deepEqual(pairsOf(file('a.jpg'), file('b.mov')), []);
    assert.deepEqual(pairsOf(file('a.png'), file('a.mov')), []);
    assert.deepEqual(pairsOf(file('a.jpg'), file('a.mov', { durationMs: null })), []);
  });

  it('believes content identifiers more than names where both have one', () => {
    assert.deepEqual(pairsOf(file('a.heic', { contentId: 'X' }), file('a.mov', { contentId: 'Y' })), []);
    assert.equal(pairsOf(file('a.heic', { contentId: 'X' }), file('a.mov', { contentId: 'X' })).length, 1);
    assert.equal(pairsOf(file('a.heic', { contentId: 'X' }), file('a.mov')).length, 1);
  });
});
