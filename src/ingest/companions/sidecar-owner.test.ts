import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cpuTimeMs } from '../../../test/fixtures/cpu-time.ts';
import { corpusFolder } from '../../../test/fixtures/corpus.ts';
import { sidecarOwners } from './sidecar-owner.ts';

/** Media of one folder, and which of them each sidecar belongs to. */
const CASES: readonly { media: readonly string[]; owners: Readonly<Record<string, string | undefined>> }[] = [
  {
    media: ['a.jpg', 'a.dng', 'b.JPG', 'c.mp4', 'c.jpg', 'sidecar.txt.png'],
    owners: {
      'a.jpg.xmp': 'a.jpg',
      'a.dng.xmp': 'a.dng',
      'a.xmp': 'a.dng',
      'B.xmp': 'b.JPG',
      'b.aae': 'b.JPG',
      'c.xmp': 'c.jpg',
      'c.mp4.xmp': 'c.mp4',
      'sidecar.txt.txt': 'sidecar.txt.png',
      'd.xmp': undefined,
      'notes.txt': undefined,
    },
  },
  {
    media: ['IMG_1.jpg', 'IMG_1(1).jpg', 'IMG_1-edited.jpg', 'IMG_2.HEIC', 'IMG_2.MP4', 'IMG_3(2).jpg', 'IMG_3.jpg'],
    owners: {
      'IMG_1.jpg.json': 'IMG_1.jpg',
      'IMG_1.jpg(1).json': 'IMG_1(1).jpg',
      'IMG_1(1).jpg.json': 'IMG_1(1).jpg',
      'IMG_2.HEIC.json': 'IMG_2.HEIC',
      'IMG_2.json': 'IMG_2.HEIC',
      'IMG_3.jpg.supplemental-metadata.json': 'IMG_3.jpg',
      'IMG_3.jpg.supplemental-metadata(2).json': 'IMG_3(2).jpg',
      'IMG_3.jpg.suppl(2).json': 'IMG_3(2).jpg',
      'IMG_1.jpg.other.json': undefined,
      'metadata.json': undefined,
    },
  },
  {
    media: [
      'Original_a_very_long_file_name_that_takeout_wil.jpg',
      'Original_a_very_long_file_name_that_takeout_wil-edited.jpg',
      'PXL_20230809_203449253.LONG_EXPOSURE-02.ORIGINAL.jpg',
      'PXL_20230809_203449253.LONG_EXPOSURE-01.COVER.jpg',
      'original_1d4caa6f-16c6-4c3d-901b-9387de10e528_P.jpg',
      'short.jpg',
    ],
    owners: {
      'Original_a_very_long_file_name_that_takeout_wi.json': 'Original_a_very_long_file_name_that_takeout_wil.jpg',
      'PXL_20230809_203449253.LONG_EXPOSURE-02.ORIGIN.json': 'PXL_20230809_203449253.LONG_EXPOSURE-02.ORIGINAL.jpg',
      'PXL_20230809_203449253.LONG_EXPOSURE-01.COVER..json': 'PXL_20230809_203449253.LONG_EXPOSURE-01.COVER.jpg',
      'original_1d4caa6f-16c6-4c3d-901b-9387de10e528_.json': 'original_1d4caa6f-16c6-4c3d-901b-9387de10e528_P.jpg',
      'sho.json': undefined,
    },
  },
  {
    media: ['PXL_1.MP.jpg', 'PXL_1.MP', 'PXL_1.MP~2.jpg', 'PXL_1.MP~2', 'PXL_1.MP(1).jpg', 'PXL_1.MP(1)'],
    owners: {
      'PXL_1.MP.jpg.json': 'PXL_1.MP.jpg',
      'PXL_1.MP.jpg.supplemental-metadata.json': 'PXL_1.MP.jpg',
      'PXL_1.MP~2.jpg.supplemental-metadata.json': 'PXL_1.MP~2.jpg',
      'PXL_1.MP.jpg(1).json': 'PXL_1.MP(1).jpg',
      'PXL_1.MP.jpg.supplemental-metadata(1).json': 'PXL_1.MP(1).jpg',
    },
  },
  {
    media: [
      'scho\u0308n.jpg',
      'cafe\u0301.jpg',
      'caf\u00e9.jpg',
      '00000IMG_00000_BURST20181210151331045_COVER.jpg',
      '00000IMG_00000_BURST20181210151331045.jpg',
      'an_equally_long_name_of_more_than_46_characters_A.jpg',
      'an_equally_long_name_of_more_than_46_characters_B.jpg',
      'holiday (1).jpg',
      'holiday (1)(1).jpg',
    ],
    owners: {
      'sch\u00f6n.jpg.json': 'scho\u0308n.jpg',
      'caf\u00e9.jpg.xmp': 'caf\u00e9.jpg',
      'cafe\u0301.jpg.xmp': 'cafe\u0301.jpg',
      'sch\u00f6n.xmp': 'scho\u0308n.jpg',
      '00000IMG_00000_BURST20181210151331045_COVER.jp.json': '00000IMG_00000_BURST20181210151331045_COVER.jpg',
      '00000IMG_00000_BURST20181210151331045.jpg.supp.json': '00000IMG_00000_BURST20181210151331045.jpg',
      'an_equally_long_name_of_more_than_46_character.json': undefined,
      'holiday (1).jpg.json': 'holiday (1).jpg',
      'holiday (1).jpg(1).json': 'holiday (1)(1).jpg',
    },
  },
];

describe('sidecarOwners', () => {
  for (const [index, { media, owners }] of CASES.entries())
    for (const [sidecar, owner] of Object.entries(owners))
      it(`gives ${sidecar} to ${owner ?? 'nobody'} (folder ${index + 1})`, () => {
        assert.equal(sidecarOwners(media)(sidecar), owner);
        assert.equal(sidecarOwners(media.toReversed())(sidecar), owner);
      });

  it('finds the owners in a folder of ten thousand without going through all files for each', () => {
    const media = Array.from({ length: 10_000 }, (_, index) => `IMG_${index}.jpg`);
    const started = cpuTimeMs();
    const ownerOf = sidecarOwners(media);
    for (const name of media) assert.equal(ownerOf(`${name}.supplemental-metadata.json`), name);
    const tookMs = cpuTimeMs() - started;
    assert.ok(tookMs < 5_000, `${tookMs} ms`);
  });

  it('finds the owner of every Takeout sidecar of the corpus that has one', () => {
    const corpus = corpusFolder();
    const folder = corpus && join(corpus, 'hostile/takeout/Takeout/Google Photos/Photos from 2019');
    const names = folder ? readdirSync(folder) : ['a.jpg', 'a.jpg.json', 'metadata.json'];
    const media = names.filter((name) => !name.endsWith('.json'));
    const ownerOf = sidecarOwners(media);
    const lonely = names.filter((name) => name.endsWith('.json') && ownerOf(name) === undefined);
    assert.deepEqual(lonely, folder ? ['metadata.json', 'missing.jpg.json'] : ['metadata.json']);
    const owners = names.filter((name) => name.endsWith('.json')).flatMap((name) => ownerOf(name) ?? []);
    assert.equal(new Set(owners).size, owners.length, 'no two sidecars have one owner');
  });
});
