import { parseWallClock } from '../../base/wall-clock.ts';
import type { HeadFacts } from './head-facts.ts';

const MAX_PACKET = 64 * 1024;
/** Cameras write the packet at the front; a search through more would cost as much as the rest of the head. */
const SEARCHED = 128 * 1024;
/** Properties that hold a capture time, best first, with the names that ExifTool gives them. */
const TIMES = [
  ['exif:DateTimeOriginal', 'XMP-exif:DateTimeOriginal'],
  ['photoshop:DateCreated', 'XMP-photoshop:DateCreated'],
  ['exif:DateTimeDigitized', 'XMP-exif:DateTimeDigitized'],
  ['xmp:CreateDate', 'XMP-xmp:CreateDate'],
  ['xap:CreateDate', 'XMP-xmp:CreateDate'],
] as const;

/** Capture time and rating of an XMP packet that stands uncompressed in the first bytes. */
export function readXmpHead(
  head: Uint8Array,
): Pick<HeadFacts, 'local' | 'offsetMin' | 'tag' | 'times' | 'rating'> | undefined {
  const buffer = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SEARCHED + MAX_PACKET));
  const start = buffer.subarray(0, SEARCHED).indexOf('<rdf:RDF', 0, 'latin1');
  if (start === -1) return undefined;
  const packet = buffer.toString('latin1', start, start + MAX_PACKET);
  const rating = Number(property(packet, 'xmp:Rating') ?? Number.NaN);
  const found = TIMES.flatMap(([name, tag]) => {
    const text = property(packet, name);
    return text === undefined ? [] : [[tag, text] as const];
  });
  const facts = {
    local: null,
    offsetMin: null,
    tag: null,
    times: Object.fromEntries(found.toReversed()),
    rating: rating >= -1 && rating <= 5 ? Math.round(rating) : null,
  };
  for (const [tag, text] of found) {
    const time = parseWallClock(text);
    if (time) return { ...facts, local: time.local, offsetMin: time.offsetMin, tag };
  }
  return facts;
}

/** The value of a property, written as attribute or as element; at most 64 characters. */
function property(packet: string, name: string): string | undefined {
  const at = packet.indexOf(name);
  if (at === -1) return undefined;
  return /^\s*(?:=\s*["']|>)\s*([^"'<>]{1,64})["'<]/.exec(packet.slice(at + name.length, at + name.length + 100))?.[1];
}
