import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatById } from '../../formats/format-of.ts';
import type { FactInput } from './fact-input.ts';
import { cameraName } from './camera.ts';
import { factsOf } from './test-facts.ts';

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

  it('takes a height without a reference for one above the sea', () => {
    const height = (tags: Record<string, unknown>): unknown =>
      factsOf({ 'Composite:GPSLatitude': 48, 'Composite:GPSLongitude': 11, ...tags }).altitudeM;
    assert.equal(height({ 'GPS:GPSAltitude': 520 }), 520);
    assert.equal(height({ 'GPS:GPSAltitude': 12, 'Composite:GPSAltitude': -12 }), -12);
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
    const jxl = (widthPx: number, heightPx: number): string =>
      size({ 'IFD0:Orientation': 6 }, { format: formatById('jxl'), seen: { widthPx, heightPx } });
    assert.deepEqual([jxl(40, 30), jxl(30, 40)], ['40×30', '30×40'], 'its head tells');
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
