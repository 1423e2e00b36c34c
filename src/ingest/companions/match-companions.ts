import { formatById } from '../../formats/format-of.ts';
import { stemOf } from './stem-of.ts';

/** An original of a folder as pairing sees it. */
export interface PairFile {
  readonly assetId: string;
  /** Name or path; equal but for the extension, it belongs together. */
  readonly name: string;
  readonly format: string;
  readonly kind: 'image' | 'video';
  /** Null while unknown. */
  readonly durationMs: number | null;
  /** Apple's ContentIdentifier, when the file carries one. */
  readonly contentId: string | null;
}

/** One asset that belongs to another; `leaves`: a sidecar that changes its owner with it. */
export interface Pairing {
  readonly assetId: string;
  readonly coverId: string;
  readonly role: 'live-video' | 'raw';
}

/** Live videos are about 3 s long; makers stay below this. */
const LIVE_MAX_MS = 10_000;

/**
 * Which originals of one folder are shown under another: RAW under the JPEG or HEIC of its name,
 * the clip of a live photo under its still. Equal names decide; content identifiers overrule them where both have one.
 */
export function matchCompanions(files: readonly PairFile[]): Pairing[] {
  const groups = Map.groupBy(files, (file) => stemOf(file.name));
  return [...groups.values()].flatMap((group) => (group.length < 2 ? [] : matchGroup(group)));
}

function matchGroup(group: readonly PairFile[]): Pairing[] {
  const stills = group.filter((file) => file.kind === 'image' && !formatById(file.format).isRaw);
  const cover = stills.find((file) => file.format === 'jpeg' || file.format === 'heic' || file.format === 'heif');
  const raws = group.filter((file) => file.kind === 'image' && formatById(file.format).isRaw);
  const shown = cover ?? raws[0];
  if (!shown) return [];
  const pairs: Pairing[] = raws
    .filter((raw) => cover !== undefined && raw.assetId !== cover.assetId)
    .map((raw) => ({ assetId: raw.assetId, coverId: shown.assetId, role: 'raw' }));
  const clip = group.find((file) => isLiveVideoOf(file, shown));
  if (clip && clip.assetId !== shown.assetId)
    pairs.push({ assetId: clip.assetId, coverId: shown.assetId, role: 'live-video' });
  return pairs;
}

function isLiveVideoOf(clip: PairFile, still: PairFile): boolean {
  if (clip.kind !== 'video' || clip.durationMs === null || clip.durationMs > LIVE_MAX_MS) return false;
  if (clip.contentId !== null && still.contentId !== null) return clip.contentId === still.contentId;
  return clip.format === 'mov' || clip.format === 'mp4' || clip.format === 'm4v';
}
