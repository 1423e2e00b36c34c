import { z } from 'zod';

/** Where a capture time came from, best first. */
export const CaptureSource = z.enum([
  'exif',
  'xmp',
  'quicktime',
  'gps',
  'png',
  'sidecar',
  'takeout',
  'filename',
  'folder',
  'file-time',
]);
export type CaptureSource = z.infer<typeof CaptureSource>;

/** Capture time as the clock on the wall said, with the zone when known. */
export const CaptureTime = z.object({
  local: z.string().describe('Wall-clock time, ISO 8601 without zone: 2019-05-04T14:03:21.5'),
  offsetMin: z.number().int().nullable().describe('Minutes east of UTC; null when unknown'),
  source: CaptureSource,
  tag: z.string().nullable().describe('The tag it was read from, e.g. EXIF:DateTimeOriginal'),
  confidence: z.enum(['sure', 'likely', 'guess']),
});
export type CaptureTime = z.infer<typeof CaptureTime>;

export const GenerationBlock = z.object({
  tool: z
    .string()
    .describe('a1111, forge, comfyui, invokeai, novelai, fooocus, swarmui, drawthings, midjourney, unknown'),
  carrier: z.string().describe('Where it was found, e.g. PNG:parameters'),
  text: z.string().describe('The untouched block, at most 20 000 characters'),
  truncated: z.boolean(),
});

/** Normalised metadata, schema version 1. Absent facts are null; nothing is guessed without saying so. */
export const AssetFacts = z.object({
  schema: z.literal(1),
  widthPx: z.number().int().nullable().describe('Upright'),
  heightPx: z.number().int().nullable().describe('Upright'),
  orientation: z.number().int().min(1).max(8).nullable().describe('As the file says'),
  capture: CaptureTime.nullable(),
  cameraMake: z.string().nullable(),
  cameraModel: z.string().nullable(),
  lens: z.string().nullable(),
  fNumber: z.number().nullable(),
  exposureS: z.number().nullable().describe('Seconds'),
  iso: z.number().nullable(),
  focalMm: z.number().nullable(),
  focal35Mm: z.number().nullable(),
  lat: z.number().min(-90).max(90).nullable().describe('Degrees, north positive'),
  lon: z.number().min(-180).max(180).nullable().describe('Degrees, east positive'),
  altitudeM: z.number().nullable(),
  rating: z.number().int().min(-1).max(5).nullable().describe('-1 rejected, 0 unrated'),
  title: z.string().nullable(),
  description: z.string().nullable(),
  keywords: z.array(z.string()),
  colorProfile: z.string().nullable(),
  software: z.string().nullable(),
  durationMs: z.number().nullable(),
  fps: z.number().nullable(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  frames: z.number().int().nullable().describe('Pictures in an animation'),
  generation: z.array(GenerationBlock),
  sources: z.record(z.string(), z.string()).describe('Field → where it was read, e.g. lens → EXIF:LensModel'),
});
export type AssetFacts = z.infer<typeof AssetFacts>;

/** Facts of an asset of which nothing is known. */
export const emptyFacts: AssetFacts = {
  schema: 1,
  widthPx: null,
  heightPx: null,
  orientation: null,
  capture: null,
  cameraMake: null,
  cameraModel: null,
  lens: null,
  fNumber: null,
  exposureS: null,
  iso: null,
  focalMm: null,
  focal35Mm: null,
  lat: null,
  lon: null,
  altitudeM: null,
  rating: null,
  title: null,
  description: null,
  keywords: [],
  colorProfile: null,
  software: null,
  durationMs: null,
  fps: null,
  videoCodec: null,
  audioCodec: null,
  frames: null,
  generation: [],
  sources: {},
};
