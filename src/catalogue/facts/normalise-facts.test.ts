import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AssetFacts } from '../../contract/asset-facts.ts';
import { formatById } from '../../formats/format-of.ts';
import type { FactInput } from './fact-input.ts';
import { cameraName } from './camera.ts';
import { normaliseFacts } from './normalise-facts.ts';

const NOW_MS = Date.UTC(2026, 10, 21);
const FILE_TIME_MS = Date.UTC(2024, 0, 2, 3, 4, 5);

const factsOf = (tags: Record<string, unknown>, change: Partial<FactInput> = {}): AssetFacts =>
  normaliseFacts({
    tags,
    format: formatById('jpeg'),
    name: 'a.jpg',
    folder: '',
    mtimeMs: FILE_TIME_MS,
    nowMs: NOW_MS,
    sidecars: [],
    ...change,
  });
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
      '2016-12-31T23:59:59',
      null,
      'exif',
      'likely',
    ]);
    assert.deepEqual(
      captureOf({ 'ExifIFD:DateTimeOriginal': '2022:12:31 23:30:00', 'ExifIFD:OffsetTimeOriginal': '+99:99' }),
      ['2022-12-31T23:30:00', null, 'exif', 'likely'],
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

describe('normalised facts', () => {
  it('[I-S11] trims keywords and drops those that differ only in case', () => {
    const tags = {
      'XMP-dc:Subject': [' Sea ', 'sun', 2019],
      'IPTC:Keywords': ['SEA', 'Sun', 'beach\n'],
      'IFD0:XPKeywords': 'sand; sea ;',
    };
    assert.deepEqual(factsOf(tags).keywords, ['Sea', 'sun', '2019', 'beach', 'sand']);
  });

  it('[I-S11] clamps ratings, with XMP beside the file first', () => {
    assert.deepEqual(
      [7, -4, 3, 0, 'x'].map((value) => factsOf({ 'XMP-xmp:Rating': value }).rating),
      [5, -1, 3, 0, null],
    );
    assert.equal(factsOf({ 'IFD0:RatingPercent': 75 }).rating, 4);
    assert.equal(
      factsOf({ 'XMP-xmp:Rating': 1 }, { sidecars: [{ kind: 'xmp', tags: { 'XMP-xmp:Rating': 4 } }] }).rating,
      4,
    );
  });

  it('[I-S10] signs places and refuses those that are none', () => {
    const place = (lat: number, lon: number) => {
      const facts = factsOf({ 'Composite:GPSLatitude': lat, 'Composite:GPSLongitude': lon });
      return [facts.lat, facts.lon];
    };
    assert.deepEqual(place(-33.45, -70.66), [-33.45, -70.66]);
    assert.deepEqual(
      [place(95, 200), place(0, 0), place(12, 181)],
      [
        [null, null],
        [null, null],
        [null, null],
      ],
    );
    assert.deepEqual(place(0, 12.123456789123), [0, 12.12345679]);
  });

  it('[S-054] takes the prompt that ComfyUI writes into maker and model for no camera', () => {
    const { cameraMake, cameraModel, generation } = factsOf({
      'IFD0:Make': 'workflow:{"nodes": []}',
      'IFD0:Model': 'prompt:{"3": {"class_type": "KSampler"}}',
    });
    assert.deepEqual([cameraMake, cameraModel, generation.length], [null, null, 2]);
    assert.deepEqual([cameraName('prompt:{}', 'workflow:{}'), cameraName('Canon', 'EOS R5')], [null, 'Canon EOS R5']);
  });

  it('says where each fact was read, leaves absent ones null, and lets no control character through', () => {
    const facts = factsOf({
      'IFD0:Make': 'A\u001b[31mB\nC',
      'ExifIFD:LensModel': 'L 50mm',
      'Canon:LensType': 61_182,
      'IFD0:ImageDescription': 'SONY DSC',
    });
    assert.deepEqual(
      [facts.cameraMake, facts.lens, facts.description, facts.title],
      ['A[31mB C', 'L 50mm', null, null],
    );
    assert.deepEqual(facts.sources, { cameraMake: 'IFD0:Make', lens: 'ExifIFD:LensModel' });
  });

  it('takes no number of frames and no length that a database has no room for', () => {
    const of = (tags: Record<string, unknown>, id = 'png') => {
      const { frames, durationMs } = factsOf(tags, { format: formatById(id) });
      return [frames, durationMs];
    };
    assert.deepEqual(of({ 'PNG:AnimationFrames': 4_294_967_295 }), [null, null]);
    assert.deepEqual(of({ 'QuickTime:Duration': 2 ** 64 }, 'mp4'), [null, null]);
    assert.deepEqual(of({ 'PNG:AnimationFrames': 7, 'QuickTime:Duration': 7 }, 'mp4'), [7, 7_000]);
  });

  it('turns sizes upright by EXIF, by the rotation of HEIF, and not at all where the probe did', () => {
    const size = (tags: Record<string, unknown>, change: Partial<FactInput> = {}) => {
      const { widthPx, heightPx } = factsOf({ 'File:ImageWidth': 40, 'File:ImageHeight': 30, ...tags }, change);
      return `${widthPx}×${heightPx}`;
    };
    assert.deepEqual(
      [1, 3, 5, 6, 7, 8].map((orientation) => size({ 'IFD0:Orientation': orientation })),
      ['40×30', '40×30', '30×40', '30×40', '30×40', '30×40'],
    );
    assert.equal(size({ 'IFD0:Orientation': 6, 'QuickTime:Rotation': 3 }, { format: formatById('heic') }), '30×40');
    assert.equal(size({ 'IFD0:Orientation': 6 }, { format: formatById('heic') }), '40×30');
    assert.equal(size({ 'IFD0:Orientation': 6 }, { format: formatById('jp2') }), '40×30');
    assert.equal(size({ 'XMP-tiff:Orientation': 6 }), '40×30');
    assert.equal(size({ 'XMP-tiff:Orientation': 1, 'IFD0:Orientation': 6 }), '30×40');
    const video = {
      durationMs: 1,
      widthPx: 9,
      heightPx: 16,
      fps: 25,
      videoCodec: 'h264',
      audioCodec: undefined,
      creationTags: {},
    };
    assert.equal(size({ 'Composite:Rotation': 90 }, { format: formatById('mp4'), video }), '9×16');
  });
});
