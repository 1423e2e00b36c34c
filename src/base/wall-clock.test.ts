import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMonthOrYear, parseOffset, parseWallClock, wallClockAt } from './wall-clock.ts';

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
      '2019:01:01 24:00:00',
      '',
      'yesterday',
      `2019:01:01${' '.repeat(100)}`,
    ]) {
      assert.equal(parseWallClock(text), undefined, text);
    }
  });

  it('says when it mended something', () => {
    assert.deepEqual(parseWallClock('2016:12:31 23:59:60'), {
      local: '2016-12-31T23:59:59',
      offsetMin: null,
      isExact: false,
    });
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
