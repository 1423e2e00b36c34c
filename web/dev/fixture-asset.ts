import type { AssetFacts } from '../../src/contract/asset-facts.ts';
import type { AssetCard, AssetView, TraceStep } from '../../src/contract/asset.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

const ago = (ms: number): string => new Date(FIXED_NOW - ms).toISOString();
const DAY = 86_400_000;

function facts(card: AssetCard): AssetFacts {
  const landscape = card.aspect >= 1;
  const long = 6240;
  const short = Math.round(landscape ? long / card.aspect : long * card.aspect);
  return {
    schema: 1,
    widthPx: landscape ? long : short,
    heightPx: landscape ? short : long,
    orientation: landscape ? 1 : 6,
    capture: { local: card.local, offsetMin: 540, source: 'exif', tag: 'EXIF:DateTimeOriginal', confidence: 'sure' },
    cameraMake: card.camera === 'X-T5' ? 'FUJIFILM' : null,
    cameraModel: card.camera,
    lens: 'XF23mmF2 R WR',
    fNumber: 2,
    exposureS: 0.004,
    iso: 400,
    focalMm: 23,
    focal35Mm: 35,
    lat: 38.7223,
    lon: -9.1393,
    altitudeM: 42,
    rating: card.rating,
    title: null,
    description: null,
    keywords: ['Lisbon', 'harbour', 'evening'],
    colorProfile: 'sRGB IEC61966-2.1',
    software: null,
    durationMs: card.durationMs,
    fps: card.kind === 'video' ? 29.97 : null,
    videoCodec: card.kind === 'video' ? 'hevc' : null,
    audioCodec: card.kind === 'video' ? 'aac' : null,
    frames: null,
    generation: [],
    sources: { lens: 'EXIF:LensModel', cameraModel: 'EXIF:Model', lat: 'EXIF:GPSLatitude', widthPx: 'EXIF:ImageWidth' },
  };
}

/** Everything about a fixture asset. */
export function fixtureAsset(card: AssetCard): AssetView {
  const failed = card.pictures === 'failed';
  const path = `2026/Lisbon/${card.name}`;
  return {
    ...card,
    checksum: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    version: 1,
    mime: card.kind === 'video' ? 'video/mp4' : 'image/jpeg',
    formatLabel: { raf: 'Fujifilm RAF', heic: 'HEIC', mp4: 'MP4' }[card.format] ?? 'JPEG',
    mismatch: null,
    sizeBytes: 12_480_233,
    importedAt: ago(2 * DAY),
    facts: facts(card),
    metadata: { state: 'ready', code: null, message: null, method: 'exiftool' },
    picturesReport: failed
      ? {
          state: 'failed',
          code: 'decode_failed',
          message: `The decoder stopped at byte 48 112 of /photos/${path}: premature end of data`,
        }
      : { state: 'ready', code: null, message: null },
    previewStatus: failed ? 'failed' : 'ready',
    enhancement: {
      status: 'none',
      isEnhanced: false,
      widthPx: failed ? null : 2048,
      toWidthPx: failed ? null : 2560,
      code: null,
      message: null,
      job: null,
    },
    files: [
      {
        id: fixtureId('fi', 1),
        role: 'original',
        rootId: fixtureId('ro', 1),
        rootName: 'Photos',
        path,
        fullPath: `/photos/${path}`,
        state: card.status === 'offline' ? 'offline' : 'present',
        sizeBytes: 12_480_233,
        modifiedAt: ago(40 * DAY),
        checksum: '9f86',
        firstSeenAt: ago(2 * DAY),
        verifiedAt: ago(3 * 3_600_000),
        originalPath: path,
      },
    ],
    companions: card.badges.includes('raw')
      ? [{ id: fixtureId('as', 4_999_999), role: 'jpeg', name: card.name.replace(/\.\w+$/, '.JPG') }]
      : [],
    derivatives: failed
      ? []
      : [
          { kind: 'preview', widthPx: 2048, heightPx: 1365, sizeBytes: 412_331, route: 'sharp', madeAt: ago(DAY) },
          { kind: 'grid', widthPx: 512, heightPx: 341, sizeBytes: 38_120, route: 'sharp', madeAt: ago(DAY) },
          { kind: 'square', widthPx: 400, heightPx: 400, sizeBytes: 33_004, route: 'sharp', madeAt: ago(DAY) },
        ],
  };
}

const step = (part: Partial<TraceStep>): TraceStep => ({
  at: ago(DAY),
  type: 'read',
  order: 1,
  method: 'sha256',
  ok: true,
  code: null,
  detail: null,
  durationMs: 31,
  bytes: null,
  widthPx: null,
  heightPx: null,
  tool: 'node 26.10.0',
  attempt: 1,
  ...part,
});

/** What was tried for a fixture asset. */
export const FIXTURE_TRACE: TraceStep[] = [
  step({}),
  step({ type: 'metadata_extraction', order: 2, method: 'exiftool', durationMs: 18, tool: 'ExifTool 13.59' }),
  step({
    type: 'preview_extraction',
    order: 3,
    method: 'JpgFromRaw',
    ok: false,
    code: 'preview_too_small',
    detail: '640 × 480 is below 800 px',
    durationMs: 4,
    tool: 'ExifTool 13.59',
  }),
  step({
    type: 'preview_extraction',
    order: 4,
    method: 'PreviewImage',
    durationMs: 9,
    tool: 'ExifTool 13.59',
    bytes: 812_000,
    widthPx: 1920,
    heightPx: 1280,
  }),
  step({ type: 'thumbnail_generation', order: 5, method: 'sharp', durationMs: 142, tool: 'sharp 0.35.5' }),
];

/** Raw tags of a fixture asset. */
export const FIXTURE_TAGS: Record<string, unknown> = {
  'File:FileType': 'JPEG',
  'File:MIMEType': 'image/jpeg',
  'EXIF:Make': 'FUJIFILM',
  'EXIF:Model': 'X-T5',
  'EXIF:LensModel': 'XF23mmF2 R WR',
  'EXIF:ExposureTime': 0.004,
  'EXIF:FNumber': 2,
  'EXIF:ISO': 400,
  'EXIF:DateTimeOriginal': '2026:06:14 18:03:21',
  'EXIF:OffsetTimeOriginal': '+09:00',
  'EXIF:GPSLatitude': 38.7223,
  'EXIF:GPSLongitude': -9.1393,
  'XMP:Subject': ['Lisbon', 'harbour', 'evening'],
  'MakerNotes:FilmMode': 'Classic Negative',
  'MakerNotes:DynamicRange': 'Standard',
  'ICC_Profile:ProfileDescription': 'sRGB IEC61966-2.1',
  'Composite:LightValue': 9.9,
};
