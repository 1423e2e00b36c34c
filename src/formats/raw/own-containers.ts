import type { Format } from '../format.ts';
import { RAW_PREVIEWS } from '../raw-previews.ts';
import { hasBytes } from '../signature.ts';

const base = { kind: 'image', decoder: 'raw', isRaw: true, embedded: RAW_PREVIEWS } as const;

export const raf: Format = {
  ...base,
  id: 'raf',
  label: 'Fujifilm RAF',
  mime: 'image/x-fuji-raf',
  extensions: ['raf'],
  embedded: ['PreviewImage', 'ThumbnailImage'],
  // 'CCD-RAW' or, written by tests of other tools, anything behind the same beginning.
  matches: ({ head }) => hasBytes(head, 'FUJIFILM'),
};

/** Panasonic, and Leica's cameras made by it (`.rwl`). */
export const rw2: Format = {
  ...base,
  id: 'rw2',
  label: 'Panasonic RW2',
  mime: 'image/x-panasonic-rw2',
  extensions: ['rw2', 'raw', 'rwl'],
  matches: ({ head }) => hasBytes(head, [0x49, 0x49, 0x55, 0x00]),
};

export const orf: Format = {
  ...base,
  id: 'orf',
  label: 'Olympus ORF',
  mime: 'image/x-olympus-orf',
  extensions: ['orf', 'ori'],
  embedded: ['PreviewImage', 'JpgFromRaw', 'ThumbnailImage'],
  matches: ({ head }) => hasBytes(head, 'IIRO') || hasBytes(head, 'IIRS') || hasBytes(head, 'MMOR'),
};

export const x3f: Format = {
  ...base,
  id: 'x3f',
  label: 'Sigma X3F',
  mime: 'image/x-sigma-x3f',
  extensions: ['x3f'],
  matches: ({ head }) => hasBytes(head, 'FOVb'),
};

export const mrw: Format = {
  ...base,
  id: 'mrw',
  label: 'Minolta MRW',
  mime: 'image/x-minolta-mrw',
  extensions: ['mrw'],
  matches: ({ head }) => hasBytes(head, [0x00, 0x4d, 0x52, 0x4d]),
};

/** Phase One writes its own mark where a TIFF has its first folder. */
export const iiq: Format = {
  ...base,
  id: 'iiq',
  label: 'Phase One IIQ',
  mime: 'image/x-phaseone-iiq',
  extensions: ['iiq', 'tif', 'tiff'],
  matches: ({ head }) => hasBytes(head, 'IIIICwaR', 8) || hasBytes(head, 'MMMMRaw', 8),
};
