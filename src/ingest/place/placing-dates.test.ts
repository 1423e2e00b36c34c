import assert from 'node:assert/strict';
import { it } from 'node:test';
import sharp from 'sharp';
import { filesBelow } from '../../../test/fixtures/files-below.ts';
import { twoColours, writeVideo } from '../../../test/fixtures/make-video.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { AssetFacts } from '../../contract/asset-facts.ts';
import type { AssetId } from '../../contract/ids.ts';
import { exifJpeg, openDescribeBench } from '../describe/test-describe.ts';
import { libraryOf, openWorld } from '../test-world.ts';

const takeout = (takenS: number): Buffer =>
  Buffer.from(JSON.stringify({ title: 'a', photoTakenTime: { timestamp: String(takenS) } }));
const xmp = (properties: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" ${properties}/></rdf:RDF></x:xmpmeta>`;
const JULY_2017 = 1_500_000_000;
const LONG = 'A day at the sea with everybody who could come along';

it('[I-W04] [M-W23] files everything under the month that the catalogue dates it by, and nothing dated as undated', async () => {
  await using bench = await openDescribeBench();
  await using world = await openWorld({ tags: bench.tags });
  const files: Readonly<Record<string, Buffer>> = {
    // Takeout cuts names to 46 characters before `.json`, and numbers them elsewhere.
    [`a/${LONG}.jpg`]: tinyJpeg('cut'),
    [`a/${LONG.slice(0, 46)}.json`]: takeout(JULY_2017),
    'a/b(1).jpg': tinyJpeg('numbered'),
    'a/b.jpg': tinyJpeg('of another'),
    'a/b.jpg(1).json': takeout(JULY_2017 + 40 * 86_400),
    'a/c.jpg': tinyJpeg('original', '2019:05:04 14:03:21'),
    'a/c-edited.jpg': tinyJpeg('edited'),
    'a/c.jpg.supplemental-metad.json': takeout(JULY_2017 + 80 * 86_400),
    'a/d.jpg': tinyJpeg('with XMP'),
    'a/d.xmp': Buffer.from(xmp('exif:DateTimeOriginal="2011-02-03T04:05:06"')),
    'a/e.jpg': tinyJpeg('with XMP in UTF-16'),
    'a/e.jpg.xmp': Buffer.from(`\uFEFF${xmp('photoshop:DateCreated="1975-08"')}`, 'utf16le'),
    'a/IMG_20180910_111213.jpg': await exifJpeg({ IFD0: { DateTime: '2022:03:04 05:06:07' } }),
    'a/f.jpg': await exifJpeg({ IFD0: { DateTime: '2022:03:04 05:06:07' } }),
    'a/g.jpg': await exifJpeg({
      IFD2: { DateTimeOriginal: '1970:01:01 00:00:00', DateTimeDigitized: '2015:06:07 08:09:10' },
    }),
    'a/PXL_20160102_030405.jpg': tinyJpeg('ahead of time', '2099:01:01 10:00:00'),
    'a/h.jpg': tinyJpeg('midnight', '2022:12:31 24:00:00'),
    'a/i.jpg': tinyJpeg('no such day', '2023:02:30 10:00:00'),
    '2014-09-08 Trip/j.jpg': tinyJpeg('in a dated folder'),
    'a/scan.png': await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } })
      .withXmp(xmp('xmp:ModifyDate="2003-04-05T06:07:08"'))
      .png()
      .toBuffer(),
    'a/m.jpg': tinyJpeg('of one name', '2019:05:04 14:03:21'),
    'a/m.JPEG': tinyJpeg('of the same, years later', '2021:02:03 04:05:06'),
    'a/n': tinyJpeg('without extension'),
    'a/n.json': takeout(JULY_2017 + 120 * 86_400),
    'a/k.jpg': tinyJpeg('without any date'),
    'a/k.json': Buffer.from('{"title": 7'),
  };
  for (const [path, bytes] of Object.entries(files)) await world.write(path, bytes);
  // Films tell their time at their end.
  const jpeg = Buffer.concat([await twoColours('#f00', '#0f0'), Buffer.alloc(1_500_000)]);
  await writeVideo(await world.write('a/l.mov', ''), [{ jpeg, ms: 1_000 }]);
  await world.library.scan(world.photos, { mode: 'copy' });
  const pictures = filesBelow(libraryOf(world)).filter((path) => /(?:\.(?:jpe?g|mov|png)|\/n)$/.test(path));
  assert.deepEqual(
    pictures.toSorted(),
    [
      `2017/07/${LONG}.jpg`,
      '2017/08/b(1).jpg',
      '2017/10/c-edited.jpg',
      '2017/11/n',
      '2019/05/c.jpg',
      '2011/02/d.jpg',
      '1975/08/e.jpg',
      '2018/09/IMG_20180910_111213.jpg',
      '2022/03/f.jpg',
      '2015/06/g.jpg',
      '2016/01/PXL_20160102_030405.jpg',
      '2023/01/h.jpg',
      '2023/02/i.jpg',
      '2014/09/j.jpg',
      '2024/03/l.mov',
      '2019/05/m.jpg',
      '2021/02/m.jpeg',
      '2003/04/scan.png',
      'undated/b.jpg',
      'undated/k.jpg',
    ].sort(),
  );
  const { db } = world.library.open;
  for (const { path, asset_id: id } of await world.files()) {
    if (!/(?:\.(?:jpe?g|mov|png)|\/n)$/.test(path)) continue;
    await bench.run(id as AssetId, { db, services: world.library.engine });
    const row = await db.selectFrom('asset').select('facts').where('id', '=', id).executeTakeFirstOrThrow();
    const { capture } = AssetFacts.parse(JSON.parse(row.facts ?? 'null'));
    const month = capture?.source === 'file-time' ? 'undated' : capture?.local.slice(0, 7).replace('-', '/');
    assert.equal(path.slice(0, 7), month, `${path}: ${JSON.stringify(capture)}`);
  }
});
