import type { Format } from '../format.ts';
import { hasBytes } from '../signature.ts';

const base = { kind: 'image', decoder: 'raw', isRaw: true } as const;

export const cr2: Format = {
  ...base,
  id: 'cr2',
  label: 'Canon CR2',
  mime: 'image/x-canon-cr2',
  extensions: ['cr2'],
  embedded: ['PreviewImage', 'JpgFromRaw', 'ThumbnailImage'],
  matches: ({ head }) => hasBytes(head, [0x2a, 0x00], 2) && hasBytes(head, [0x43, 0x52, 0x02], 8),
};

export const cr3: Format = {
  ...base,
  id: 'cr3',
  label: 'Canon CR3',
  mime: 'image/x-canon-cr3',
  extensions: ['cr3', 'crm'],
  embedded: ['JpgFromRaw', 'PreviewImage', 'ThumbnailImage'],
  matches: ({ brands }) => brands[0] === 'crx ',
};

export const crw: Format = {
  ...base,
  id: 'crw',
  label: 'Canon CRW',
  mime: 'image/x-canon-crw',
  extensions: ['crw', 'ciff'],
  embedded: ['JpgFromRaw', 'PreviewImage', 'ThumbnailImage'],
  matches: ({ head }) => (hasBytes(head, 'II') || hasBytes(head, 'MM')) && hasBytes(head, 'HEAPCCDR', 6),
};
