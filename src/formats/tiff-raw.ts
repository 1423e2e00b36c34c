import type { Format } from './format.ts';
import { RAW_PREVIEWS } from './raw-previews.ts';
import type { Sample } from './sample.ts';

/** What a TIFF-based RAW family differs in. */
export interface TiffRawFamily {
  readonly id: string;
  readonly label: string;
  readonly mime: string;
  readonly extensions: readonly string[];
  /** Beginnings of the maker's name, upper case. */
  readonly makes: readonly string[];
  readonly embedded?: readonly string[];
}

/**
 * A RAW format that is a TIFF by its structure. The maker and sensor data decide; the extension tells the
 * families of one maker apart, and stands in for the maker where none is written and not all of it can be seen.
 */
export function tiffRaw(family: TiffRawFamily): Format {
  const isOurs = ({ tiff, extension }: Sample): boolean => {
    if (!tiff || tiff.isDng) return false;
    const isMake = family.makes.some((make) => tiff.make.startsWith(make));
    if (family.extensions.includes(extension)) return isMake || tiff.hasSensorData || (tiff.make === '' && tiff.isCut);
    return isMake && tiff.hasSensorData && !OTHER_RAW_EXTENSIONS.has(extension);
  };
  return {
    id: family.id,
    label: family.label,
    kind: 'image',
    mime: family.mime,
    extensions: family.extensions,
    decoder: 'raw',
    embedded: family.embedded ?? RAW_PREVIEWS,
    isRaw: true,
    matches: isOurs,
  };
}

/** With one of these the family of that extension is asked, even when another of the same maker would fit. */
const OTHER_RAW_EXTENSIONS: ReadonlySet<string> = new Set(
  'nef nrw arw sr2 srf pef srw 3fr erf kdc dcr k25 mef mos iiq rwl'.split(' '),
);
