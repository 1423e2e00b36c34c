import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBrokenDay, parseMonthOrYear, parseOffset, parseWallClock, wallClockAt } from './wall-clock.ts';

describe('parseWallClock', () => {
  it('reads EXIF, XMP and ISO writing', () => {
    const cases: readonly (readonly [string, string, number | null])[] = [
      ['2019:05:04 14:03:21', '2019-05-04T14:03:21', null],
      ['2019:05:04 14:03:21.50', '2019-05-04T14:03:21.5', null],
      ['2019-05-04T14:03:21+02:00', '2019-05-04T14:03:21', 120],
      ['2019-05-04T14:03:21-0930', '2019-05-04T14:03:21', -570],
      ['2019:05:04 14:03:21Z', '2019-05-04T14:03:21', 0],
      ['2019:05:04 14:03', '2019-05-04T14:03:00', null],
      ['2019:5:4', '2019-05-04T00:00:00', null],
    ];
    for (const [text, local, offsetMin] of cases) {
      const time = parseWallClock(text);
      assert.deepEqual([time?.local, time?.offsetMin], [local, offsetMin], text);
    }
  });

  it('refuses what is no day and no time', () => {
    for (const text of [
      '0000:00:00 00:00:00',
      '2020:13:01 10:00:00',
      '2019:02:29 10:00:00',
      '2019:04:31',
      '2023:02:30 10:00:00',
      '2019:01:01 25:00:00',
      '2019:01:01 10:60:00',
      '2019:01:01 10:00:61',
      '9999:12:31 24:00:00',
      '    :  :     :  :  ',
      '',
      'yesterday',
      `2019:01:01${' '.repeat(100)}`,
    ]) {
      assert.equal(parseWallClock(text), undefined, text);
    }
  });

  it('says when it mended something', () => {
    const mended: readonly (readonly [string, string])[] = [
      ['2016:12:31 23:59:60', '2017-01-01T00:00:00'],
      ['2016:12:31 23:59:60.5', '2017-01-01T00:00:00.5'],
      ['2019:05:04 10:20:60', '2019-05-04T10:21:00'],
      ['2020:02:28 24:00:00', '2020-02-29T00:00:00'],
      ['2019:12:31 24:00', '2020-01-01T00:00:00'],
      // Nexus phones: the name said 002833, GPS 23:28 of the day before in UTC
      ['2016:02:02 24:28:33.863', '2016-02-02T00:28:33.863'],
      ['2019:05:04   :  :  ', '2019-05-04T00:00:00'],
      ['2019:05:04   :  :', '2019-05-04T00:00:00'],
    ];
    for (const [text, local] of mended)
      assert.deepEqual(parseWallClock(text), { local, offsetMin: null, isExact: false }, text);
    assert.deepEqual(parseWallClock('2019:05:04 10:00:00+25:00'), {
      local: '2019-05-04T10:00:00',
      offsetMin: null,
      isExact: false,
    });
    assert.equal(parseWallClock('2020:02:29 10:00:00')?.isExact, true);
  });
});

describe('parseMonthOrYear', () => {
  it('reads years and months that stand alone, and nothing else', () => {
    assert.deepEqual(['1975', '1975-08', '1975:8'].map(parseMonthOrYear), [
      '1975-01-01T00:00:00',
      '1975-08-01T00:00:00',
      '1975-08-01T00:00:00',
    ]);
    const others = ['0000', '1975-00', '1975-13', '197', '1975-08-09', '1975 12:00', ''];
    assert.deepEqual(others.map(parseMonthOrYear).filter(Boolean), []);
  });
});

describe('parseBrokenDay', () => {
  it('keeps the month or the year of a day that cannot be, and of one that was left open', () => {
    assert.deepEqual(
      ['2023:02:30 10:00:00', '2023:02:30', '2023:13:01', '1975:08:00 00:00:00', '1975:00:00', '1975:  :  '].map(
        parseBrokenDay,
      ),
      [
        '2023-02-01T00:00:00',
        '2023-02-01T00:00:00',
        '2023-01-01T00:00:00',
        '1975-08-01T00:00:00',
        '1975-01-01T00:00:00',
        '1975-01-01T00:00:00',
      ],
    );
    const others = ['0000:00:00 00:00:00', '2023:02:28 10:00:00', '    :  :     :  :  ', '2023', '20230230', ''];
    assert.deepEqual(others.map(parseBrokenDay).filter(Boolean), []);
  });
});

describe('parseOffset', () => {
  it('knows the zones of this earth only', () => {
    assert.deepEqual(['+14:00', '-12:00', '-09:30', 'Z', '+5:45'].map(parseOffset), [840, -720, -570, 0, 345]);
    assert.deepEqual(['+15:00', '-13:00', '+02:75', 'CET', ''].map(parseOffset), [null, null, null, null, null]);
  });
});

describe('wallClockAt', () => {
  it('is read back as the same moment', () => {
    for (const ms of [
      0,
      1_556_978_601_500,
      -1_000,
      Date.UTC(2019, 4, 4, 10, 0),
      Date.UTC(2019, 4, 4, 10, 10, 10, 100),
    ]) {
      assert.equal(Date.parse(`${parseWallClock(wallClockAt(ms))?.local}Z`), ms);
    }
    assert.equal(wallClockAt(0, 120), '1970-01-01T02:00:00');
  });
});
