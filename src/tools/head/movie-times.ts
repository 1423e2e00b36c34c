import { open } from 'node:fs/promises';
import { readAt } from '../../base/read-at.ts';
import { wallClockAt } from '../../base/wall-clock.ts';

/** Seconds from 1904 to 1970. */
const QUICKTIME_EPOCH_S = 2_082_844_800;
const LAST_MS = Date.UTC(2100, 0);
/** Before a movie box that stands last lie few others. */
const MAX_BOXES = 1_000;
/** Of an hour of film it has about two million bytes. */
const MAX_MOVIE_BYTES = 16 * 1024 * 1024;
const CREATION_DATE = 'com.apple.quicktime.creationdate';

/** When an MP4 or MOV was taken, as written, by ExifTool's names: cameras write that at the end. Empty where it does not say. */
export async function readMovieTimes(path: string): Promise<Readonly<Record<string, string>>> {
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  for (let at = 0, box = 0; box < MAX_BOXES && at + 8 <= size; box++) {
    const head = await readAt(handle, at, 16);
    const short = head.readUInt32BE(0);
    const bytes = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short;
    if (head.toString('latin1', 4, 8) === 'moov')
      return movieTimes(await readAt(handle, at, Math.min(bytes, MAX_MOVIE_BYTES)));
    if (bytes < 8) return {};
    at += bytes;
  }
  return {};
}

/** The same of bytes that hold a movie box. */
export function movieTimes(movie: Buffer): Readonly<Record<string, string>> {
  const times: Record<string, string> = {};
  const createdMs = movieCreatedMs(movie);
  if (createdMs !== undefined) {
    // An instant, which ExifTool tells in the zone of this machine.
    const offsetMin = -new Date(createdMs).getTimezoneOffset();
    times['QuickTime:CreateDate'] = wallClockAt(createdMs, offsetMin) + zoneText(offsetMin);
  }
  const taken = keyedDate(movie);
  if (taken !== undefined) times['Keys:CreationDate'] = taken;
  return times;
}

/** Milliseconds since 1970; undefined where no time is written. */
export function movieCreatedMs(movie: Buffer): number | undefined {
  const at = movie.indexOf('mvhd');
  if (at < 0 || at + 24 > movie.length) return undefined;
  const seconds = movie[at + 4] === 1 ? Number(movie.readBigUInt64BE(at + 8)) : movie.readUInt32BE(at + 8);
  const ms = (seconds - QUICKTIME_EPOCH_S) * 1_000;
  return ms > 0 && ms < LAST_MS ? ms : undefined;
}

/** Apple's own date, with the zone: the list of keys says the number under which it stands among the values. */
function keyedDate(movie: Buffer): string | undefined {
  const keys = movie.indexOf('keys');
  const count = keys > 0 && keys + 12 <= movie.length ? movie.readUInt32BE(keys + 8) : 0;
  let number = 0;
  for (let at = keys + 12, index = 1; index <= Math.min(count, 256) && at + 8 <= movie.length; index++) {
    const bytes = movie.readUInt32BE(at);
    if (bytes < 8) return undefined;
    if (movie.toString('latin1', at + 8, at + bytes) === CREATION_DATE) number = index;
    at += bytes;
  }
  const list = number === 0 ? -1 : movie.indexOf('ilst', keys);
  if (list === -1) return undefined;
  const end = Math.min(list - 4 + movie.readUInt32BE(list - 4), movie.length);
  for (let at = list + 4; at + 24 <= end;) {
    const bytes = movie.readUInt32BE(at);
    // Inside stands a box of its own: size, `data`, type and language, then the text.
    if (movie.readUInt32BE(at + 4) === number)
      return movie.toString('utf8', at + 24, Math.min(at + bytes, at + 88)).trim();
    if (bytes < 8) return undefined;
    at += bytes;
  }
  return undefined;
}

function zoneText(offsetMin: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.abs(offsetMin);
  return `${offsetMin < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
