import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { type CorpusFile, corpusFilesFor } from '../../../test/fixtures/corpus.ts';
import { headOf } from '../../../test/fixtures/head-of.ts';
import { deviationOf, deviations } from '../../../test/fixtures/deviations.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { AssetFacts } from '../../contract/asset-facts.ts';
import { formatOf } from '../../formats/format-of.ts';
import { openExifTool } from '../../tools/exiftool/open-exiftool.ts';
import { openVideo } from '../../tools/video/open-video.ts';
import { normaliseFacts } from './normalise-facts.ts';

/** After every true date of the corpus, before its false ones. */
const NOW_MS = Date.UTC(2027, 0);
/** Told apart from every date in the corpus. */
const FILE_TIME_MS = Date.UTC(2001, 8, 9, 12);
const folder = mkdtempSync(join(tmpdir(), 'supervisor-facts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What our facts say, in the words of the manifest. */
function ours(facts: AssetFacts): Readonly<Record<string, unknown>> {
  return {
    width: facts.widthPx,
    height: facts.heightPx,
    orientation: facts.orientation,
    taken: facts.capture?.source === 'file-time' ? 'file-time' : facts.capture?.local.slice(0, 19),
    offset: facts.capture?.offsetMin,
    lat: facts.lat,
    lon: facts.lon,
    make: facts.cameraMake,
    model: facts.cameraModel,
    duration: facts.durationMs === null ? null : facts.durationMs / 1000,
    rating: facts.rating,
  };
}

/** The manifest's facts as ours should be: upright, one line, without what is no fact (see the reasons). */
function expected(file: CorpusFile, format: string, isVideo: boolean): Readonly<Record<string, unknown>> {
  const number = (text: string): number | undefined => (text === '' ? undefined : Number(text));
  const isOwnRotation = format === 'heic' || format === 'avif' || format === 'avis';
  const isTurned =
    (Number(file.orientation) >= 5 && Number(file.orientation) <= 8 && !isOwnRotation) ||
    (isOwnRotation ? Number(file.rotation) % 2 === 1 : Number(file.rotation) % 180 === 90);
  const [width, height] = isTurned ? [file.height, file.width] : [file.width, file.height];
  const zone = /^([+-])(\d\d):(\d\d)$/.exec(file.offset);
  const zoneMin = zone ? (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : undefined;
  return {
    width: number(width.replace(/[a-z]+$/, '')),
    height: number(height.replace(/[a-z]+$/, '')),
    orientation: number(file.orientation),
    // A zero date is how programs write "unknown".
    taken:
      file.taken === '' || file.taken.startsWith('0000')
        ? undefined
        : file.taken
            .slice(0, 19)
            .replace(/^(\d+):(\d+):/, '$1-$2-')
            .replace(' ', 'T'),
    offset: zoneMin,
    lat: number(file.lat),
    lon: number(file.lon),
    make: file.make.trim() || undefined,
    // oxlint-disable-next-line no-control-regex -- terminal commands in names are removed
    model: file.model.trim().replaceAll(/[\u0000-\u001f]/g, '') || undefined,
    // An animation has frames; a duration is a clip's.
    duration: isVideo ? number(file.duration) : undefined,
    rating: number(file.rating),
  };
}

function isSame(fact: string, want: unknown, got: unknown): boolean {
  if (typeof want !== 'number' || typeof got !== 'number') return want === got;
  const tolerance = fact === 'duration' ? 0.06 : fact === 'lat' || fact === 'lon' ? 1e-6 : 0;
  return Math.abs(want - got) <= tolerance;
}

async function readAll(
  files: readonly CorpusFile[],
  visit: (file: CorpusFile, facts: AssetFacts, format: string) => void,
): Promise<void> {
  await using exiftool = openExifTool({
    mode: 'fast',
    timeoutMs: 30_000,
    processes: 2,
    clock: systemClock,
    log: silentLog,
  });
  const { video } = await openVideo({
    engine: 'auto',
    ffmpeg: '',
    ffprobe: '',
    size: 1,
    idleMs: 1_000,
    log: silentLog,
  });
  await using _video = video ?? { [Symbol.asyncDispose]: async () => undefined };
  const left = files.values();
  const work = async (): Promise<void> => {
    for (const file of left) {
      const format = formatOf(headOf(file.absolute), basename(file.path))?.format;
      if (!format || format.kind === 'sidecar') continue;
      const { tags } = await exiftool.readTags(file.absolute);
      const probed = format.kind === 'video' ? await video?.probe(file.absolute).catch(() => undefined) : undefined;
      const about = { name: basename(file.path), folder: '', mtimeMs: FILE_TIME_MS, nowMs: NOW_MS, sidecars: [] };
      visit(file, normaliseFacts({ tags, format, video: probed, ...about }), format.id);
    }
  };
  await Promise.all(Array.from({ length: 48 }, work));
}

describe('facts of the corpus', () => {
  it('[S-056] [M-W23] [I-W22] [M-054] agree with the manifest for every file, each deviation explained, and fit the schema', async (t) => {
    const files = corpusFilesFor(t);
    const wrong: string[] = [];
    const used = new Set<unknown>();
    let compared = 0;
    await readAll(files, (file, facts, format) => {
      AssetFacts.parse(facts);
      const got = ours(facts);
      for (const [fact, want] of Object.entries(expected(file, format, facts.durationMs !== null))) {
        if (want === undefined) continue;
        compared++;
        const deviation = deviationOf(file.path, fact);
        if (isSame(fact, want, got[fact])) continue;
        used.add(deviation);
        const isExplained =
          deviation !== undefined && (deviation.ours === undefined || isSame(fact, deviation.ours, got[fact]));
        if (!isExplained)
          wrong.push(`${file.path}: ${fact} should be ${JSON.stringify(want)}, is ${JSON.stringify(got[fact])}`);
      }
    });
    assert.deepEqual(wrong, []);
    assert.equal(compared > 1_500, files.length > 0);
    if (files.length > 0)
      assert.deepEqual(
        deviations.filter((deviation) => !used.has(deviation)).map(({ path }) => path),
        [],
      );
  });

  it('[M-W23] come from a picture made here as they were written', async () => {
    const path = join(folder, 'IMG_1.jpg');
    const exif = {
      IFD0: { Make: 'Canon', Model: 'Canon EOS R5' },
      IFD2: {
        DateTimeOriginal: '2019:05:04 14:03:21',
        OffsetTimeOriginal: '+02:00',
        FNumber: '28/10',
        ExposureTime: '1/250',
      },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '33/1 27/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '70/1 39/1 36/1' },
    };
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    writeFileSync(path, bytes);
    const seen: AssetFacts[] = [];
    await readAll([{ path: 'IMG_1.jpg', absolute: path } as CorpusFile], (_file, facts) => seen.push(facts));
    const [facts] = seen;
    assert.deepEqual(facts?.capture, {
      local: '2019-05-04T14:03:21',
      offsetMin: 120,
      source: 'exif',
      tag: 'ExifIFD:DateTimeOriginal',
      confidence: 'sure',
    });
    assert.deepEqual([facts?.widthPx, facts?.heightPx, facts?.orientation], [30, 40, 6]);
    assert.deepEqual([facts?.lat, facts?.lon, facts?.fNumber, facts?.exposureS], [-33.45, -70.66, 2.8, 0.004]);
  });
});
