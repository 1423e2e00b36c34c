import type { TraceStep } from '../../../../src/contract/asset.ts';
import { bytes } from '../../words/number.ts';

const TYPES: Readonly<Record<TraceStep['type'], string>> = {
  read: 'Read file',
  metadata_extraction: 'Metadata',
  preview_extraction: 'Preview',
  thumbnail_generation: 'Thumbnails',
  video_probe: 'Look into video',
  enhancement: 'Larger preview',
};

/** What was tried, in words. */
export const typeWord = (type: TraceStep['type']): string => TYPES[type];

/** What a step gave: its pixels and its size; nothing where it gave none. */
export function resultOf({
  widthPx,
  heightPx,
  bytes: size,
}: Pick<TraceStep, 'widthPx' | 'heightPx' | 'bytes'>): string {
  const pixels = widthPx === null || heightPx === null ? null : `${widthPx} × ${heightPx}`;
  return [pixels, size === null ? null : bytes(size)].filter((part) => part !== null).join(' · ');
}
