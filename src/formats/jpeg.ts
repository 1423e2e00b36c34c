import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

/** Canon writes the thumbnail of a clip or RAW beside it as `.THM`: a JPEG that is a companion, not a picture. */
export const thumbnailSidecar: Format = {
  id: 'thm',
  label: 'Camera thumbnail',
  kind: 'sidecar',
  mime: 'image/jpeg',
  extensions: ['thm'],
  decoder: 'none',
  embedded: [],
  isRaw: false,
  matches: ({ head, extension }) => extension === 'thm' && hasBytes(head, [0xff, 0xd8, 0xff]),
};

/** JPEG, also with further pictures behind it (MPO, Ultra HDR, motion photos). */
export const jpeg: Format = {
  id: 'jpeg',
  label: 'JPEG',
  kind: 'image',
  mime: 'image/jpeg',
  extensions: ['jpg', 'jpeg', 'jpe', 'jfif', 'jfi', 'jif', 'mpo', 'insp'],
  decoder: 'sharp',
  embedded: ['PreviewImage', 'MPImage2', 'ThumbnailImage'],
  isRaw: false,
  matches: ({ head }) => hasBytes(head, [0xff, 0xd8, 0xff]),
};
