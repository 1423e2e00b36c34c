import type { MagickFormat } from '@imagemagick/magick-wasm';

/** Format id → the one coder of ImageMagick that may read it. Formats that are not here are not handed to it. */
export const magickFormats: Readonly<Record<string, MagickFormat | undefined>> = {
  heic: 'HEIC',
  avif: 'AVIF',
  avis: 'AVIF',
  jxl: 'JXL',
  jp2: 'JP2',
  psd: 'PSD',
  bmp: 'BMP',
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WEBP',
  tiff: 'TIFF',
  cr2: 'CR2',
  cr3: 'CR3',
  crw: 'CRW',
  dng: 'DNG',
  nef: 'NEF',
  nrw: 'NRW',
  arw: 'ARW',
  sr2: 'SR2',
  srf: 'SRF',
  raf: 'RAF',
  rw2: 'RW2',
  rwl: 'RWL',
  orf: 'ORF',
  pef: 'PEF',
  srw: 'SRW',
  mrw: 'MRW',
  x3f: 'X3F',
  iiq: 'IIQ',
  dcr: 'DCR',
  kdc: 'KDC',
  erf: 'ERF',
  mef: 'MEF',
  mos: 'MOS',
  '3fr': '3FR',
};

/** True when ImageMagick may be asked to read this format. */
export function magickReads(format: string): boolean {
  return magickFormats[format] !== undefined;
}
