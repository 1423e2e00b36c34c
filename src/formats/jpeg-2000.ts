import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

/** JPEG 2000, bare codestream and container. */
export const jpeg2000: Format = {
  id: 'jp2',
  label: 'JPEG 2000',
  kind: 'image',
  mime: 'image/jp2',
  extensions: ['jp2', 'j2k', 'j2c', 'jpc', 'jpf', 'jpx', 'jpm'],
  decoder: 'magick',
  embedded: [],
  isRaw: false,
  matches: ({ head }) =>
    hasBytes(head, [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a]) || hasBytes(head, [0xff, 0x4f, 0xff, 0x51]),
};
