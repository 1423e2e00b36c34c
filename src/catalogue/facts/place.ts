import type { FoundFacts } from './camera.ts';
import type { SidecarReading } from './fact-input.ts';
import { type TagBook, tagBook } from './tag-book.ts';
import { readTakeout } from './takeout.ts';

const LATITUDE = ['Composite:GPSLatitude', 'XMP-exif:GPSLatitude'] as const;
const LONGITUDE = ['Composite:GPSLongitude', 'XMP-exif:GPSLongitude'] as const;
const MIN_ALTITUDE_M = -12_000;
const MAX_ALTITUDE_M = 100_000;
const DEGREE_DIGITS = 1e8;

/**
 * Where it was taken: signed degrees, both or none. Not on earth, or exactly 0, 0 (what devices without a fix write)
 * is no place. The file's own first, then XMP beside it, then Takeout.
 */
export function placeFacts(book: TagBook, sidecars: readonly SidecarReading[]): FoundFacts {
  const books = [book, ...sidecars.flatMap((sidecar) => (sidecar.kind === 'xmp' ? [tagBook(sidecar.tags)] : []))];
  for (const candidate of books) {
    const [lat, lon] = [candidate.number(...LATITUDE), candidate.number(...LONGITUDE)];
    if (!lat || !lon || !isPlace(lat.value, lon.value)) continue;
    // Without a reference it is above the sea, and ExifTool derives nothing.
    const altitude = candidate.number('Composite:GPSAltitude', 'GPS:GPSAltitude', 'XMP-exif:GPSAltitude');
    const isAltitude = altitude && altitude.value >= MIN_ALTITUDE_M && altitude.value <= MAX_ALTITUDE_M;
    return {
      lat: { ...lat, value: rounded(lat.value) },
      lon: { ...lon, value: rounded(lon.value) },
      altitudeM: isAltitude ? altitude : undefined,
    };
  }
  return takeoutPlace(sidecars);
}

function takeoutPlace(sidecars: readonly SidecarReading[]): FoundFacts {
  for (const sidecar of sidecars) {
    const place = sidecar.kind === 'takeout-json' ? readTakeout(sidecar.text)?.place : undefined;
    if (!place || !isPlace(place.latitude, place.longitude)) continue;
    const tag = 'Takeout:geoData';
    return {
      lat: { tag, value: rounded(place.latitude) },
      lon: { tag, value: rounded(place.longitude) },
      altitudeM: place.altitude === 0 ? undefined : { tag, value: place.altitude },
    };
  }
  return {};
}

const isPlace = (lat: number, lon: number): boolean =>
  Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && !(lat === 0 && lon === 0);
const rounded = (degrees: number): number => Math.round(degrees * DEGREE_DIGITS) / DEGREE_DIGITS;
