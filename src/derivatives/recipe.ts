import { createHash } from 'node:crypto';
import type { BlobKey } from '../blobs/store.ts';
import { formatById } from '../formats/format-of.ts';
import type { PictureKind, PictureRecipe } from '../tools/images/picture-recipe.ts';

/** Everything that decides how an asset's pictures come out. */
export interface PictureSettings extends PictureRecipe {
  /** An embedded preview of a RAW with a shorter longest side is only the last resort, pixels. */
  readonly embeddedMinPx: number;
}

/** Goes up when the code makes other pictures from the same settings; each kind has its own, so only it is rebuilt. */
const CODE_VERSION: Readonly<Record<PictureKind, number>> = { preview: 1, square: 1, grid: 1 };
/** Goes up when light beyond white is shown otherwise: only pictures that hold any are rebuilt. */
const HDR_VERSION = 1;
/** Formats that can say that their light goes beyond white. */
const HDR_FORMATS = ['avif', 'avis', 'heic', 'png'];
/** Hex digits of a recipe's digest in keys. */
const DIGEST_CHARS = 8;

/** The settings that each kind depends on. The small ones are made from the preview and have none of its settings. */
function dependsOn(kind: PictureKind, settings: PictureSettings): readonly number[] {
  if (kind === 'square') return [settings.squarePx, settings.squareQuality];
  if (kind === 'grid') return [settings.gridPx, settings.gridQuality];
  return [settings.previewMaxPx, settings.previewQuality, settings.embeddedMinPx];
}

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_CHARS);

/** Key of one stored picture: content × settings × code version. `checksum` is SHA-256, hex. */
export function pictureBlobKey(kind: PictureKind, checksum: string, settings: PictureSettings): BlobKey {
  return `pictures/${checksum}-${kind}-${digest([CODE_VERSION[kind], ...dependsOn(kind, settings)])}.jpg`;
}

const OURS = /^pictures\/([0-9a-f]{64})-(?:preview|square|grid)-[0-9a-f]+\.jpg$/;

/** Checksum of the content that a stored picture is of; undefined when it is not named as one. */
export function checksumOfKey(key: BlobKey): string | undefined {
  return OURS.exec(key)?.[1];
}

/** Whether pictures of a format depend on how light beyond white is shown. */
export const mayBeHdr = (format: string): boolean => HDR_FORMATS.includes(format);

/** First part of `asset.pictures_key`, the same for all assets of these formats made by these settings and this code. */
export interface RecipeDigests {
  readonly usual: string;
  readonly hdr: string;
  /** The formats of `hdr`. */
  readonly hdrFormats: readonly string[];
}

/** The digests of today's settings and code. */
export function recipeDigests(settings: PictureSettings): RecipeDigests {
  return { usual: recipeDigest(settings, 0), hdr: recipeDigest(settings, HDR_VERSION), hdrFormats: HDR_FORMATS };
}

/** What pictures are made of. `checksum`: SHA-256, hex. */
interface Content {
  readonly checksum: string;
  readonly format: string;
}

/**
 * Value of `asset.pictures_key`: recipe first, so that a change of either shows in its first 20 characters. Last what is
 * wished for the preview of this asset alone: its longest side in pixels.
 */
export function picturesKey({ checksum, format }: Content, settings: PictureSettings, wished = 0): string {
  const key = `${recipeDigest(settings, mayBeHdr(format) ? HDR_VERSION : 0)}-${checksum}`;
  return wished > 0 ? withWish(key, wished) : key;
}

const PARTS = /^([0-9a-f]+-([0-9a-f]{64}))(?:-(\d+))?$/;

/** The same pictures, but for the longest side that is wished for the preview; 0 = it is to be as usual again. */
export function withWish(key: string, wished: number): string {
  return `${PARTS.exec(key)?.[1] ?? key}-${wished}`;
}

/** The longest side that is wished for the preview of this content; 0 when none is, undefined when it has no pictures yet. */
export function wishOf(key: string | null, checksum: string): number | undefined {
  const [, , content, wished = '0'] = PARTS.exec(key ?? '') ?? [];
  return content === checksum ? Number(wished) : undefined;
}

/** What makes a preview as large as was wished: a smaller one inside the file does not do for it. */
export function wishedSettings(settings: PictureSettings, wished: number): PictureSettings {
  return { ...settings, previewMaxPx: wished, embeddedMinPx: Math.max(settings.embeddedMinPx, wished) };
}

/**
 * What all pictures of an asset are made by, and the wish that still counts: where the settings give as much by now it is
 * forgotten, but of a RAW they may mean a small preview inside the file.
 */
export function settingsOf(
  { format }: Pick<Content, 'format'>,
  settings: PictureSettings,
  wished: number,
): { readonly settings: PictureSettings; readonly wished: number } {
  if (wished === 0 || (wished <= settings.previewMaxPx && !formatById(format).isRaw)) return { settings, wished: 0 };
  return {
    settings: { ...wishedSettings(settings, wished), previewMaxPx: Math.max(settings.previewMaxPx, wished) },
    wished,
  };
}

/** The key of pictures that these settings make of an asset now; `picturesKey`: its key so far, whose wish stays. */
export function keyByNow(asset: Content & { readonly picturesKey: string | null }, settings: PictureSettings): string {
  const { wished } = settingsOf(asset, settings, wishOf(asset.picturesKey, asset.checksum) ?? 0);
  return picturesKey(asset, settings, wished);
}

/** True when pictures differ from those of now only by how light beyond white is shown, if there is any. */
export function isOlderForHdrOnly(
  key: string | null,
  { checksum, format }: Content,
  settings: PictureSettings,
): boolean {
  if (!mayBeHdr(format)) return false;
  const older = Array.from({ length: HDR_VERSION }, (_, version) => `${recipeDigest(settings, version)}-${checksum}`);
  return key !== null && older.includes(PARTS.exec(key)?.[1] ?? key);
}

/** Version 0 is that of formats without light beyond white: as if there were none. */
function recipeDigest(settings: PictureSettings, hdrVersion: number): string {
  const kinds = ['preview', 'square', 'grid'] as const;
  const parts = kinds.map((kind) => [CODE_VERSION[kind], ...dependsOn(kind, settings)]);
  return digest(hdrVersion === 0 ? parts : [...parts, hdrVersion]);
}
