import { rm } from 'node:fs/promises';
import { hasCode } from '../base/errors.ts';
import type { EmbeddedPreview } from '../tools/exiftool/exiftool.ts';
import type { PictureNeeds, PictureSubject } from './picture-needs.ts';
import type { PictureTrace } from './picture-trace.ts';
import type { PictureSettings } from './recipe.ts';

/** An embedded preview that was taken out and can be read. */
export interface WeighedPreview {
  readonly tag: string;
  readonly file: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Large enough to be shown in place of the original. */
  readonly isAcceptable: boolean;
}

/** More than any camera writes; what lies behind is not looked at. */
const CANDIDATES_MAX = 12;
/** What is smaller shows nothing, so it is not better than nothing. */
const LAST_RESORT_MIN_PX = 64;

/**
 * All embedded previews of a file, weighed: the acceptable ones first, then by pixels. None is preferred for its name,
 * and a small one never hides a large one. Once one reaches the preview's size, smaller files are not taken out any more.
 * The caller removes the files.
 */
export async function weighEmbedded(
  needs: Pick<PictureNeeds, 'embedded' | 'images' | 'blobs'>,
  about: { subject: PictureSubject; settings: PictureSettings; trace: PictureTrace },
  signal: AbortSignal,
): Promise<WeighedPreview[]> {
  const { subject, settings, trace } = about;
  const listed = await trace
    .tried('preview_extraction', 'embedded:list', () => needs.embedded.listEmbedded(subject.path, signal))
    .catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      if (hasCode(error, 'metadata_tool_missing')) trace.lacks('metadata_tool_missing');
      return [];
    });
  const candidates = listed.toSorted((a, b) => b.bytes - a.bytes).slice(0, CANDIDATES_MAX);
  const weighed: WeighedPreview[] = [];
  for (const candidate of candidates) {
    const longestPx = Math.max(0, ...weighed.map((other) => Math.max(other.widthPx, other.heightPx)));
    if (longestPx >= settings.previewMaxPx) {
      const detail = `not needed: ${candidate.bytes} bytes, a larger one is there`;
      trace.note({ ...noteOf(candidate), ok: true, code: 'not_needed', detail });
      continue;
    }
    const file = needs.blobs.tempFile('jpg');
    try {
      const found = await weigh(needs, { path: subject.path, candidate, file, signal });
      const longPx = Math.max(found.widthPx, found.heightPx);
      const isAcceptable = longPx >= settings.embeddedMinPx;
      if (longPx >= LAST_RESORT_MIN_PX) weighed.push({ ...found, isAcceptable });
      else await rm(file, { force: true });
      const { widthPx, heightPx } = found;
      const { bytes } = candidate;
      const code = isAcceptable ? undefined : 'too_small';
      trace.note({ ...noteOf(candidate), ok: isAcceptable, code, bytes, widthPx, heightPx });
    } catch (error) {
      await rm(file, { force: true });
      signal.throwIfAborted();
      const detail = error instanceof Error ? error.message.slice(0, 200) : undefined;
      trace.note({ ...noteOf(candidate), ok: false, code: 'unreadable', detail });
    }
  }
  return weighed.toSorted((a, b) => Number(b.isAcceptable) - Number(a.isAcceptable) || pixels(b) - pixels(a));
}

const pixels = ({ widthPx, heightPx }: WeighedPreview): number => widthPx * heightPx;

/** Several parts of a file may hold a preview of one name: the part is said too. */
const noteOf = ({ group, tag }: EmbeddedPreview): { type: 'preview_extraction'; method: string } => ({
  type: 'preview_extraction',
  method: `embedded:${group}:${tag}`,
});

async function weigh(
  needs: Pick<PictureNeeds, 'embedded' | 'images'>,
  work: { path: string; candidate: EmbeddedPreview; file: string; signal: AbortSignal },
): Promise<Omit<WeighedPreview, 'isAcceptable'>> {
  const { path, candidate, file, signal } = work;
  await needs.embedded.extractEmbedded({ path, tag: `${candidate.group}:${candidate.tag}`, toFile: file }, signal);
  const { widthPx, heightPx } = await needs.images.readHead(file, signal);
  return { tag: candidate.tag, file, widthPx, heightPx };
}

/**
 * The orientation to turn an embedded preview by: the file's own, unless the preview is stored upright already
 * (it is portrait where the sensor is landscape).
 */
export function orientationOfEmbedded(preview: { widthPx: number; heightPx: number }, subject: PictureSubject): number {
  const { orientation, widthPx, heightPx } = subject;
  if (orientation === null || orientation < 2 || orientation > 8) return 1;
  if (orientation < 5 || widthPx === null || heightPx === null || widthPx === heightPx) return orientation;
  const isUpright = preview.widthPx > preview.heightPx === widthPx > heightPx && preview.widthPx !== preview.heightPx;
  return isUpright ? 1 : orientation;
}
