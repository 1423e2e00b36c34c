import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatById } from '../../formats/format-of.ts';
import { factsOf } from './test-facts.ts';

const captureOf = (...input: Parameters<typeof factsOf>) => {
  const { local, offsetMin, source, confidence } = factsOf(...input).capture ?? {};
  return [local, offsetMin, source, confidence];
};

describe('capture time', () => {
  it('[M-W23] prefers the original time with its zone and fraction', () => {
    const tags = {
      'ExifIFD:DateTimeOriginal': '2019:05:04 14:03:21',
      'ExifIFD:SubSecTimeOriginal': 50,
      'ExifIFD:OffsetTimeOriginal': '+02:00',
      'IFD0:ModifyDate': '2020:01:01 00:00:01',
      'XMP-xmp:CreateDate': '2018:01:01 00:00:01',
    };
    assert.deepEqual(captureOf(tags), ['2019-05-04T14:03:21.5', 120, 'exif', 'sure']);
  });

  it('[M-W23] [I-W04] goes from embedded times over sidecars and names to the file time, and says which it was', () => {
    const name = { name: 'IMG_20190504_140321.jpg', folder: '2017-02-03' };
    const takeout = {
      kind: 'takeout-json',
      name: 'a.json',
      text: '{"title":"a","photoTakenTime":{"timestamp":"1556978601"}}',
    } as const;
    assert.deepEqual(captureOf({ 'XMP-photoshop:DateCreated': '2012:01:02 03:04:05' }, name), [
      '2012-01-02T03:04:05',
      null,
      'xmp',
      'sure',
    ]);
    assert.deepEqual(captureOf({ 'PNG:CreationTime': '2012:01:02 03:04:05' }, name), [
      '2012-01-02T03:04:05',
      null,
      'png',
      'likely',
    ]);
    assert.deepEqual(captureOf({}, { ...name, sidecars: [takeout] }), ['2019-05-04T14:03:21', 0, 'takeout', 'likely']);
    assert.deepEqual(captureOf({}, name), ['2019-05-04T14:03:21', null, 'filename', 'likely']);
    assert.deepEqual(captureOf({ 'IFD0:ModifyDate': '2016:05:06 07:08:09' }, { folder: '2017-02-03' }), [
      '2016-05-06T07:08:09',
      null,
      'exif',
      'guess',
    ]);
    assert.deepEqual(captureOf({}, { folder: '2017-02-03' }), ['2017-02-03T00:00:00', null, 'folder', 'guess']);
    assert.deepEqual(captureOf({}).slice(1), [null, 'file-time', 'guess']);
  });

  it('[M-W23] calls no time of XMP or IPTC one of EXIF', () => {
    const xmp = captureOf({ 'XMP-exif:DateTimeOriginal': '2012:01:02 03:04:05+01:00' });
    assert.deepEqual(xmp, ['2012-01-02T03:04:05', 60, 'xmp', 'sure']);
    const iptc = captureOf({ 'Composite:DateTimeOriginal': '2001:02:03 04:05:06-05:00' });
    assert.deepEqual(iptc, ['2001-02-03T04:05:06', -300, 'xmp', 'likely']);
  });

  it('[M-W23] takes no time of a Takeout sidecar that no calendar has', () => {
    for (const timestamp of ['-99999999999999', '1e300', '253402300800000', 'soon']) {
      const text = JSON.stringify({ title: 'a', photoTakenTime: { timestamp } });
      const sidecars = [{ kind: 'takeout-json', name: 'a.json', text }] as const;
      assert.deepEqual(captureOf({}, { sidecars }).slice(1), [null, 'file-time', 'guess']);
    }
  });

  it('[M-W23] takes a year or a month alone for a guess that goes before the time of the last change', () => {
    const scan = { 'XMP-photoshop:DateCreated': '1975:08', 'IFD0:ModifyDate': '2021:03:04 05:06:07' };
    assert.deepEqual(captureOf(scan), ['1975-08-01T00:00:00', null, 'xmp', 'guess']);
    const year = { kind: 'xmp', tags: { 'XMP-photoshop:DateCreated': 1975 } } as const;
    assert.deepEqual(captureOf({}, { sidecars: [year] }), ['1975-01-01T00:00:00', null, 'sidecar', 'guess']);
    const exact = { ...scan, 'ExifIFD:DateTimeOriginal': '1975:08:09 10:11:12' };
    assert.deepEqual(captureOf(exact)[0], '1975-08-09T10:11:12');
  });

  it('[M-W23] refuses times that cannot be, and trusts a reset clock last', () => {
    const name = { name: 'IMG_20190504_140321.jpg' };
    for (const time of [
      '0000:00:00 00:00:00',
      '2020:13:01 10:00:00',
      '2023:02:30 10:00:00',
      '    :  :     :  :  ',
      '2099:12:31 23:59:59',
      '1970:01:01 00:00:00',
      '1750:01:01 00:00:00',
    ]) {
      assert.equal(captureOf({ 'ExifIFD:DateTimeOriginal': time }, name)[2], 'filename', time);
    }
    assert.deepEqual(captureOf({ 'ExifIFD:DateTimeOriginal': '1970:01:01 00:00:00' }), [
      '1970-01-01T00:00:00',
      null,
      'exif',
      'guess',
    ]);
    assert.deepEqual(captureOf({ 'ExifIFD:DateTimeOriginal': '2016:12:31 23:59:60' }), [
      '2017-01-01T00:00:00',
      null,
      'exif',
      'likely',
    ]);
    assert.deepEqual(
      captureOf({ 'ExifIFD:DateTimeOriginal': '2022:12:31 23:30:00', 'ExifIFD:OffsetTimeOriginal': '+99:99' }),
      ['2022-12-31T23:30:00', null, 'exif', 'likely'],
    );
  });

  it('[M-W23] takes the next tag for an impossible day, and its month only where nothing else tells a day', () => {
    const broken = { 'ExifIFD:DateTimeOriginal': '2023:02:30 10:00:00' };
    assert.deepEqual(captureOf({ ...broken, 'ExifIFD:CreateDate': '2023:03:02 10:00:00' }), [
      '2023-03-02T10:00:00',
      null,
      'exif',
      'sure',
    ]);
    assert.deepEqual(captureOf({ ...broken, 'IFD0:ModifyDate': '2023:03:05 10:00:00' }), [
      '2023-03-05T10:00:00',
      null,
      'exif',
      'guess',
    ]);
    assert.deepEqual(captureOf(broken, { folder: '2023-02-28' })[2], 'folder');
    assert.deepEqual(captureOf(broken), ['2023-02-01T00:00:00', null, 'exif', 'guess']);
    assert.deepEqual(captureOf({ 'ExifIFD:DateTimeOriginal': '0000:00:00 00:00:00' })[2], 'file-time');
    assert.deepEqual(captureOf({ 'ExifIFD:DateTimeOriginal': '2022:12:31 24:00:00' }), [
      '2023-01-01T00:00:00',
      null,
      'exif',
      'likely',
    ]);
    assert.deepEqual(
      captureOf({ 'ExifIFD:DateTimeOriginal': '2016:12:31 23:59:60', 'ExifIFD:SubSecTimeOriginal': '25' })[0],
      '2017-01-01T00:00:00.25',
    );
  });

  it('[M-W23] finds the zone from GPS time, and a clip’s wall clock from its name', () => {
    const gps = {
      'ExifIFD:DateTimeOriginal': '2022:04:24 00:10:53',
      'GPS:GPSDateStamp': '2022:04:23',
      'GPS:GPSTimeStamp': '22:10:50',
    };
    assert.deepEqual(captureOf(gps), ['2022-04-24T00:10:53', 120, 'exif', 'sure']);
    assert.equal(captureOf({ ...gps, 'GPS:GPSTimeStamp': '22:22:50' })[1], null, 'a clock that is off tells no zone');
    const clip = { format: formatById('mp4'), name: 'VID_20190504_003321.mp4' };
    assert.deepEqual(captureOf({ 'QuickTime:CreateDate': '2019:05:03 22:33:25+00:00' }, clip), [
      '2019-05-04T00:33:21',
      120,
      'quicktime',
      'sure',
    ]);
    assert.deepEqual(
      captureOf(
        { 'QuickTime:CreateDate': '2019:05:03 22:33:25+00:00', 'Keys:CreationDate': '2019:05:04 00:33:25+02:00' },
        clip,
      ),
      ['2019-05-04T00:33:25', 120, 'quicktime', 'sure'],
    );
  });
});
