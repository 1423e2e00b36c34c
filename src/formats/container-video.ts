import type { Format } from './format.ts';
import { ascii, hasBytes } from './signature.ts';

const base = { kind: 'video', decoder: 'video', embedded: [], isRaw: false } as const;

const isEbml = (head: Uint8Array): boolean => hasBytes(head, [0x1a, 0x45, 0xdf, 0xa3]);

export const webm: Format = {
  ...base,
  id: 'webm',
  label: 'WebM',
  mime: 'video/webm',
  extensions: ['webm'],
  matches: ({ head }) => isEbml(head) && ascii(head, 4, 60).includes('webm'),
};

export const mkv: Format = {
  ...base,
  id: 'mkv',
  label: 'Matroska',
  mime: 'video/x-matroska',
  extensions: ['mkv', 'mk3d'],
  matches: ({ head }) => isEbml(head) && ascii(head, 4, 60).includes('matroska'),
};

export const avi: Format = {
  ...base,
  id: 'avi',
  label: 'AVI',
  mime: 'video/x-msvideo',
  extensions: ['avi', 'divx'],
  matches: ({ head }) => hasBytes(head, 'RIFF') && (hasBytes(head, 'AVI ', 8) || hasBytes(head, 'AVIX', 8)),
};

export const asf: Format = {
  ...base,
  id: 'wmv',
  label: 'Windows Media',
  mime: 'video/x-ms-wmv',
  extensions: ['wmv', 'asf'],
  matches: ({ head }) => hasBytes(head, [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa]),
};

export const flv: Format = {
  ...base,
  id: 'flv',
  label: 'Flash Video',
  mime: 'video/x-flv',
  extensions: ['flv'],
  matches: ({ head }) => hasBytes(head, [0x46, 0x4c, 0x56, 0x01]),
};

/** The first page holds the head of the first stream: pictures come before sound. */
const OGG_PICTURES = ['\x80theora', 'BBCD', 'OVP80', '\x01video'];

export const ogv: Format = {
  ...base,
  id: 'ogv',
  label: 'Ogg video',
  mime: 'video/ogg',
  extensions: ['ogv', 'ogm', 'ogx'],
  matches: ({ head }) => hasBytes(head, 'OggS') && OGG_PICTURES.some((mark) => ascii(head, 28, 8).startsWith(mark)),
};

/** Tape of DV camcorders: each sequence begins with a header of known bits (SMPTE 314M). */
export const dv: Format = {
  ...base,
  id: 'dv',
  label: 'DV',
  mime: 'video/x-dv',
  extensions: ['dv', 'dif'],
  matches: ({ head }) => hasBytes(head, [0x1f, 0x07, 0x00]) && ((head[3] ?? 0) & 0x7f) === 0x3f && head[80] === 0x3f,
};
