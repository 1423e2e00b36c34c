import type { AssetFacts } from '../../contract/asset-facts.ts';
import { cameraFacts, type FoundFacts } from './camera.ts';
import { captureTime } from './capture-time.ts';
import { dimensions } from './dimensions.ts';
import type { FactInput } from './fact-input.ts';
import { generationBlocks } from './generation.ts';
import { placeFacts } from './place.ts';
import { type Found, type TagBook, tagBook } from './tag-book.ts';
import { wordFacts } from './words.ts';

/** EXIF's numbers for colour spaces. */
const COLOR_SPACES: ReadonlyMap<number, string> = new Map([
  [1, 'sRGB'],
  [2, 'Adobe RGB'],
]);

/** The facts of an asset in the fixed schema, from everything that was read of it. Pure; nothing is invented. */
export function normaliseFacts(input: FactInput): AssetFacts {
  const book = tagBook(input.tags);
  const generation = generationBlocks(input);
  const { description, ...words } = wordFacts(input);
  const isPrompt = generation.some(({ carrier }) => carrier === description?.tag);
  const found: FoundFacts = {
    ...cameraFacts(book),
    ...placeFacts(book, input.sidecars),
    ...words,
    description: isPrompt ? undefined : description,
    ...videoFacts(input, book),
    colorProfile: colorProfile(book),
  };
  const value = <K extends keyof FoundFacts>(key: K): NonNullable<AssetFacts[K]> | null => found[key]?.value ?? null;
  const sources = Object.entries(found).flatMap(([field, entry]) => (entry ? [[field, entry.tag] as const] : []));
  return {
    schema: 1,
    ...dimensions(input),
    capture: captureTime(input),
    cameraMake: value('cameraMake'),
    cameraModel: value('cameraModel'),
    lens: value('lens'),
    fNumber: value('fNumber'),
    exposureS: value('exposureS'),
    iso: value('iso'),
    focalMm: value('focalMm'),
    focal35Mm: value('focal35Mm'),
    lat: value('lat'),
    lon: value('lon'),
    altitudeM: value('altitudeM'),
    rating: value('rating'),
    title: value('title'),
    description: value('description'),
    keywords: value('keywords') ?? [],
    colorProfile: value('colorProfile'),
    software: value('software'),
    durationMs: value('durationMs'),
    fps: value('fps'),
    videoCodec: value('videoCodec'),
    audioCodec: value('audioCodec'),
    generation,
    sources: Object.fromEntries(sources),
  };
}

/** The probe looked into the streams; without it the container's own words. */
function videoFacts({ video, format }: FactInput, book: TagBook): FoundFacts {
  if (format.kind !== 'video') return {};
  const probed = <T>(value: T | undefined): Found<T> | undefined =>
    value === undefined ? undefined : { tag: 'probe', value };
  const seconds = book.number('QuickTime:Duration', 'Composite:Duration', 'Duration');
  const duration = probed(video?.durationMs) ?? (seconds && { ...seconds, value: seconds.value * 1000 });
  const fps = probed(video?.fps) ?? book.number('VideoFrameRate', 'FrameRate');
  return {
    durationMs: duration && isLength(duration.value) ? { ...duration, value: Math.round(duration.value) } : undefined,
    fps:
      fps && fps.value > 0 && fps.value < 100_000 ? { ...fps, value: Math.round(fps.value * 1000) / 1000 } : undefined,
    videoCodec: probed(video?.videoCodec) ?? book.text('Track1:CompressorID', 'VideoCodecID', 'VideoCodec'),
    audioCodec: probed(video?.audioCodec),
  };
}

/** Containers claim lengths up to 10^22 ms, which no column holds. */
const isLength = (ms: number): boolean => ms > 0 && ms <= Number.MAX_SAFE_INTEGER;

function colorProfile(book: TagBook): Found<string> | undefined {
  const named = book.text('ICC_Profile:ProfileDescription');
  if (named) return named;
  const space = book.number('ExifIFD:ColorSpace');
  const name = space && COLOR_SPACES.get(space.value);
  if (space && name !== undefined) return { tag: space.tag, value: name };
  const srgb = book.text('PNG:SRGBRendering');
  return srgb && { tag: srgb.tag, value: 'sRGB' };
}
