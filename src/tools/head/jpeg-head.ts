import { hasBytes } from '../../formats/signature.ts';
import { readExifHead } from './exif-head.ts';
import type { HeadFacts } from './head-facts.ts';
import { looksGenerated } from './looks-generated.ts';

const EXIF = [0x45, 0x78, 0x69, 0x66, 0x00, 0x00] as const;
const COMMENT = 0xfe;
const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
/** Start-of-frame markers lie between C0 and CF, without the three that mean tables. */
const NOT_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

/** Size (as stored) and EXIF of a JPEG. `start`: where it begins in the file (RAF carries one inside). */
export function readJpegHead(head: Uint8Array, start = 0): Partial<HeadFacts> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let exif: Partial<HeadFacts> | undefined;
  let hasGeneration = false;
  for (let at = start + 2; at + 9 < head.length;) {
    if (head[at] !== 0xff) break;
    const marker = head[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN) break;
    if (marker >= 0xc0 && marker <= 0xcf && !NOT_FRAMES.has(marker)) {
      const size = { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
      return { ...exif, ...size, hasGeneration: hasGeneration || exif?.hasGeneration === true };
    }
    const bytes = view.getUint16(at + 2);
    if (marker === APP1 && !exif && hasBytes(head, EXIF, at + 4)) exif = readExifHead(head, at + 10);
    if (marker === COMMENT) hasGeneration ||= looksGenerated(head.subarray(at + 4, at + 2 + bytes));
    at += 2 + Math.max(bytes, 2);
  }
  return { ...exif, hasGeneration: hasGeneration || exif?.hasGeneration === true };
}
