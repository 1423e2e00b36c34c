import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

const base = { kind: 'video', decoder: 'video', embedded: [], isRaw: false } as const;

/** Transport stream packets: 188 bytes, with 4 bytes of time code before each on cameras and discs. */
const isTransport = (head: Uint8Array): boolean =>
  [
    { first: 0, step: 188 },
    { first: 4, step: 192 },
  ].some(({ first, step }) => [0, 1, 2, 3].every((packet) => head[first + packet * step] === 0x47));

export const mts: Format = {
  ...base,
  id: 'mts',
  label: 'MPEG transport stream',
  mime: 'video/mp2t',
  extensions: ['mts', 'm2ts', 'm2t', 'ts', 'tod'],
  matches: ({ head }) => isTransport(head),
};

/** MPEG-1/2 program stream, or a bare video stream. */
export const mpeg: Format = {
  ...base,
  id: 'mpeg',
  label: 'MPEG',
  mime: 'video/mpeg',
  extensions: ['mpg', 'mpeg', 'mpe', 'm1v', 'm2v', 'vob', 'mod', 'm2p'],
  matches: ({ head }) => hasBytes(head, [0, 0, 1, 0xba]) || hasBytes(head, [0, 0, 1, 0xb3]),
};
