import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

/** JPEG XL, bare codestream and container. */
export const jpegXl: Format = {
  id: 'jxl',
  label: 'JPEG XL',
  kind: 'image',
  mime: 'image/jxl',
  extensions: ['jxl'],
  decoder: 'magick',
  embedded: [],
  isRaw: false,
  matches: ({ head }) =>
    hasBytes(head, [0xff, 0x0a]) || hasBytes(head, [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20, 0x0d, 0x0a, 0x87, 0x0a]),
};
