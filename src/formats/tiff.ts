import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

/** TIFF and BigTIFF. Asked after the RAW families that share its structure. */
export const tiff: Format = {
  id: 'tiff',
  label: 'TIFF',
  kind: 'image',
  mime: 'image/tiff',
  extensions: ['tif', 'tiff'],
  decoder: 'sharp',
  embedded: ['PreviewImage', 'ThumbnailImage', 'ThumbnailTIFF'],
  isRaw: false,
  matches: ({ head }) =>
    hasBytes(head, [0x49, 0x49, 0x2a, 0x00]) ||
    hasBytes(head, [0x4d, 0x4d, 0x00, 0x2a]) ||
    hasBytes(head, [0x49, 0x49, 0x2b, 0x00]) ||
    hasBytes(head, [0x4d, 0x4d, 0x00, 0x2b]),
};
