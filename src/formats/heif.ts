import type { Format } from './format.ts';

const HEVC_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const AVIF_BRANDS: ReadonlySet<string> = new Set(['avif', 'avis']);
/** Brands of the container alone: the compatible brands say what is inside. */
const NEUTRAL_BRANDS: ReadonlySet<string> = new Set(['mif1', 'mif2', 'msf1', 'miaf', 'heif']);

const isInside = (brands: readonly string[], wanted: ReadonlySet<string>): boolean => {
  const [major = '', ...compatible] = brands;
  return wanted.has(major) || (NEUTRAL_BRANDS.has(major) && compatible.some((brand) => wanted.has(brand)));
};

export const avif: Format = {
  id: 'avif',
  label: 'AVIF',
  kind: 'image',
  mime: 'image/avif',
  extensions: ['avif', 'avifs'],
  decoder: 'sharp',
  embedded: [],
  isRaw: false,
  matches: ({ brands }) => isInside(brands, AVIF_BRANDS),
};

/** An animation: its pictures are those of a film track, which the usual decoder does not read. */
export const avifSequence: Format = {
  ...avif,
  id: 'avis',
  label: 'AVIF sequence',
  extensions: ['avif', 'avifs'],
  decoder: 'magick',
  matches: ({ brands }) => brands[0] === 'avis',
};

/** HEIC, and HEIF whose inside is not named. */
export const heic: Format = {
  id: 'heic',
  label: 'HEIC',
  kind: 'image',
  mime: 'image/heic',
  extensions: ['heic', 'heif', 'hif', 'heics', 'heifs'],
  decoder: 'magick',
  embedded: ['PreviewImage', 'ThumbnailImage'],
  isRaw: false,
  matches: ({ brands }) => isInside(brands, HEVC_BRANDS) || NEUTRAL_BRANDS.has(brands[0] ?? ''),
};
