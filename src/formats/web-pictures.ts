import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

const base = { kind: 'image', decoder: 'sharp', embedded: [], isRaw: false } as const;

export const png: Format = {
  ...base,
  id: 'png',
  label: 'PNG',
  mime: 'image/png',
  extensions: ['png', 'apng'],
  matches: ({ head }) => hasBytes(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
};

export const webp: Format = {
  ...base,
  id: 'webp',
  label: 'WebP',
  mime: 'image/webp',
  extensions: ['webp'],
  matches: ({ head }) => hasBytes(head, 'RIFF') && hasBytes(head, 'WEBP', 8),
};

export const gif: Format = {
  ...base,
  id: 'gif',
  label: 'GIF',
  mime: 'image/gif',
  extensions: ['gif'],
  matches: ({ head }) => hasBytes(head, 'GIF87a') || hasBytes(head, 'GIF89a'),
};

export const bmp: Format = {
  ...base,
  id: 'bmp',
  label: 'BMP',
  mime: 'image/bmp',
  extensions: ['bmp', 'dib'],
  decoder: 'magick',
  // "BM" alone begins many texts: the reserved words are zero and the header has a known size.
  matches: ({ head }) => hasBytes(head, 'BM') && hasBytes(head, [0, 0, 0, 0], 6) && BMP_HEADERS.has(head[14] ?? 0),
};

/** Sizes of the known bitmap headers (OS/2 1 and 2, Windows 3 to 5). */
const BMP_HEADERS: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124]);
