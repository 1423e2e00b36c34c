import type { Format } from './format.ts';
import { ascii } from './signature.ts';

const base = { kind: 'video', decoder: 'video', embedded: [], isRaw: false } as const;

/** Audio and other uses of the container that are neither picture nor clip. */
const OTHER_BRANDS: ReadonlySet<string> = new Set([
  'M4A ',
  'M4B ',
  'M4P ',
  'F4A ',
  'F4B ',
  'aax ',
  'jp2 ',
  'jpx ',
  'jpm ',
  'jxl ',
  'crx ',
]);
/** First atoms of QuickTime files older than the brand. */
const OLD_ATOMS: ReadonlySet<string> = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

export const mov: Format = {
  ...base,
  id: 'mov',
  label: 'QuickTime',
  mime: 'video/quicktime',
  extensions: ['mov', 'qt'],
  matches: ({ brands, head }) => brands[0] === 'qt  ' || (brands.length === 0 && OLD_ATOMS.has(ascii(head, 4, 4))),
};

export const threeGp: Format = {
  ...base,
  id: '3gp',
  label: '3GP',
  mime: 'video/3gpp',
  extensions: ['3gp', '3gpp', '3g2', '3gp2'],
  matches: ({ brands }) => /^3g[2egprs]/.test(brands[0] ?? ''),
};

/** MP4 and its kin: every branded ISO file that nothing before it claimed. */
export const mp4: Format = {
  ...base,
  id: 'mp4',
  label: 'MP4',
  mime: 'video/mp4',
  extensions: ['mp4', 'm4v', 'mp4v', 'f4v', 'insv', 'lrv', 'glv', '360', 'mp', 'mv'],
  matches: ({ brands }) => brands.length > 0 && !OTHER_BRANDS.has(brands[0] ?? ''),
};
