import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

/** Photoshop documents, small and large. */
export const psd: Format = {
  id: 'psd',
  label: 'Photoshop',
  kind: 'image',
  mime: 'image/vnd.adobe.photoshop',
  extensions: ['psd', 'psb', 'psdt'],
  decoder: 'magick',
  embedded: ['PhotoshopThumbnail', 'ThumbnailImage'],
  isRaw: false,
  matches: ({ head }) => hasBytes(head, '8BPS') && (hasBytes(head, [0, 1], 4) || hasBytes(head, [0, 2], 4)),
};
