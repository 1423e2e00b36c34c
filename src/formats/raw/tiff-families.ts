import type { Format } from '../format.ts';
import { tiffRaw } from '../tiff-raw.ts';

const family = (id: string, maker: string, makes: readonly string[]): Format =>
  tiffRaw({
    id,
    label: `${maker} ${id.toUpperCase()}`,
    mime: `image/x-${maker.toLowerCase().replace(' ', '')}-${id}`,
    extensions: [id],
    makes,
  });

/** RAW families that are TIFF by structure. Of one maker the usual extension comes first. */
export const tiffFamilies: readonly Format[] = [
  family('nef', 'Nikon', ['NIKON']),
  family('nrw', 'Nikon', ['NIKON']),
  family('arw', 'Sony', ['SONY', 'HASSELBLAD']),
  family('sr2', 'Sony', ['SONY']),
  family('srf', 'Sony', ['SONY']),
  family('pef', 'Pentax', ['PENTAX', 'RICOH', 'ASAHI']),
  family('srw', 'Samsung', ['SAMSUNG']),
  family('3fr', 'Hasselblad', ['HASSELBLAD']),
  family('fff', 'Hasselblad', ['HASSELBLAD', 'IMACON']),
  family('erf', 'Epson', ['SEIKO EPSON', 'EPSON']),
  family('dcr', 'Kodak', ['EASTMAN KODAK', 'KODAK']),
  family('kdc', 'Kodak', ['EASTMAN KODAK', 'KODAK']),
  family('k25', 'Kodak', ['EASTMAN KODAK', 'KODAK']),
  family('mef', 'Mamiya', ['MAMIYA']),
  family('mos', 'Leaf', ['LEAF']),
];
