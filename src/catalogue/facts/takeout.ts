import { z } from 'zod';

/** Seconds from 1970 to the year 9999: no date has more. */
const MOST_SECONDS = Date.UTC(9999, 0) / 1000;

const Place = z.object({ latitude: z.number(), longitude: z.number(), altitude: z.number().default(0) });

const TakeoutJson = z.object({
  description: z.string().optional().catch(undefined),
  photoTakenTime: z.object({ timestamp: z.coerce.number() }).optional().catch(undefined),
  geoData: Place.optional().catch(undefined),
  geoDataExif: Place.optional().catch(undefined),
});

/** What Google Takeout's file beside a picture tells. */
export interface TakeoutFacts {
  /** Milliseconds UTC. */
  readonly takenMs: number | undefined;
  readonly place: { readonly latitude: number; readonly longitude: number; readonly altitude: number } | undefined;
  readonly description: string | undefined;
}

/** Reads Takeout's JSON; undefined when it is broken or something else. */
export function readTakeout(text: string): TakeoutFacts | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = TakeoutJson.safeParse(json);
  if (!parsed.success) return undefined;
  const { photoTakenTime, geoData, geoDataExif, description } = parsed.data;
  // Google writes 0, 0 where it knows no place, and 0 where it knows no time.
  const place = [geoData, geoDataExif].find(
    (candidate) => candidate && (candidate.latitude !== 0 || candidate.longitude !== 0),
  );
  const seconds = photoTakenTime?.timestamp ?? 0;
  return {
    // What no calendar has (it would be no date) is no time either.
    takenMs: seconds !== 0 && Math.abs(seconds) < MOST_SECONDS ? seconds * 1000 : undefined,
    place,
    description: description?.trim() || undefined,
  };
}
