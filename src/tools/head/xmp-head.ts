import { parseWallClock } from '../../base/wall-clock.ts';
import type { HeadFacts } from './head-facts.ts';

const MAX_PACKET = 64 * 1024;
/** Cameras write the packet at the front; a search through more would cost as much as the rest of the head. */
const SEARCHED = 128 * 1024;
/** Properties that hold a capture time, best first. */
const TIMES = ['exif:DateTimeOriginal', 'photoshop:DateCreated', 'xmp:CreateDate', 'xap:CreateDate'] as const;

/** Capture time and rating of an XMP packet that stands uncompressed in the first bytes. */
export function readXmpHead(head: Uint8Array): Pick<HeadFacts, 'local' | 'offsetMin' | 'tag' | 'rating'> | undefined {
  const buffer = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SEARCHED + MAX_PACKET));
  const start = buffer.subarray(0, SEARCHED).indexOf('<rdf:RDF', 0, 'latin1');
  if (start === -1) return undefined;
  const packet = buffer.toString('latin1', start, start + MAX_PACKET);
  const rating = Number(property(packet, 'xmp:Rating') ?? Number.NaN);
  const facts = {
    local: null,
    offsetMin: null,
    tag: null,
    rating: rating >= -1 && rating <= 5 ? Math.round(rating) : null,
  };
  for (const name of TIMES) {
    const time = parseWallClock(property(packet, name) ?? '');
    if (time)
      return {
        ...facts,
        local: time.local,
        offsetMin: time.offsetMin,
        tag: `XMP:${name.slice(name.indexOf(':') + 1)}`,
      };
  }
  return facts;
}

/** The value of a property, written as attribute or as element; at most 64 characters. */
function property(packet: string, name: string): string | undefined {
  const at = packet.indexOf(name);
  if (at === -1) return undefined;
  return /^\s*(?:=\s*["']|>)\s*([^"'<>]{1,64})["'<]/.exec(packet.slice(at + name.length, at + name.length + 100))?.[1];
}
