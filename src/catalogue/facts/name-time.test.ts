import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folderTime, nameTime } from './name-time.ts';

const NOW_MS = Date.UTC(2026, 10, 21);

describe('nameTime', () => {
  it('reads the names that cameras, phones and messengers give', () => {
    const cases: readonly (readonly [name: string, local: string, offsetMin: number | null, hasClock: boolean])[] = [
      ['IMG_20190504_140321.jpg', '2019-05-04T14:03:21', null, true],
      ['VID_20190504_140321.mp4', '2019-05-04T14:03:21', null, true],
      ['20190504_140321(0).jpg', '2019-05-04T14:03:21', null, true],
      ['PXL_20190620_121212345.PORTRAIT.jpg', '2019-06-20T12:12:12', 0, true],
      ['Screenshot_2019-05-04-14-03-21.png', '2019-05-04T14:03:21', null, true],
      ['Screenshot 2019-05-04 at 14.03.21.png', '2019-05-04T14:03:21', null, true],
      ['signal-2019-05-04-140321.jpg', '2019-05-04T14:03:21', null, true],
      ['2019-05-04 14.03.21.jpg', '2019-05-04T14:03:21', null, true],
      ['IMG-20190504-WA0001.jpg', '2019-05-04T00:00:00', null, false],
      ['link_to_date_20170101_010101.jpg', '2017-01-01T01:01:01', null, true],
      ['mmexport1556978601000.jpg', '2019-05-04T14:03:21', 0, true],
      ['2019-05-04.jpg', '2019-05-04T00:00:00', null, false],
    ];
    for (const [name, local, offsetMin, hasClock] of cases) {
      assert.deepEqual(nameTime(name, NOW_MS), { local, offsetMin, hasClock }, name);
    }
  });

  it('finds no time in numbers that are none', () => {
    for (const name of [
      'IMG_0001.jpg',
      'DSC20190.jpg',
      '20191301_101010.jpg',
      '1234567890123456.jpg',
      '20190231.jpg',
      'a.jpg',
      '',
      '9999999999999.jpg',
    ]) {
      assert.equal(nameTime(name, NOW_MS), undefined, name);
    }
  });
});

describe('folderTime', () => {
  it('reads the day or month that the nearest folder is named by', () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['2019/05/04', '2019-05-04T00:00:00'],
      ['photos/2019-05-04 Trip', '2019-05-04T00:00:00'],
      ['2018-01-01/20190504', '2019-05-04T00:00:00'],
      ['a/2019/05', '2019-05-01T00:00:00'],
      ['2019-05 Rome', '2019-05-01T00:00:00'],
      ['2019', undefined],
      ['', undefined],
      ['misc/2019/99', undefined],
    ];
    for (const [folder, local] of cases) assert.equal(folderTime(folder)?.local, local, folder);
  });
});
