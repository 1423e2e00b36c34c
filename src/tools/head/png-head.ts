import { ascii } from '../../formats/signature.ts';
import { readExifHead } from './exif-head.ts';
import type { HeadFacts } from './head-facts.ts';
import { isGenerationKeyword, looksGenerated } from './looks-generated.ts';

const MAX_CHUNKS = 512;
const MAX_KEYWORD = 80;

/** Size, EXIF and marks of generation of a PNG, as far as they stand in its first bytes. */
export function readPngHead(head: Uint8Array): Partial<HeadFacts> {
  if (head.length < 24) return {};
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let exif: Partial<HeadFacts> = {};
  let hasGeneration = false;
  for (let at = 8, chunk = 0; at + 8 <= head.length && chunk < MAX_CHUNKS; chunk++) {
    const bytes = view.getUint32(at);
    const type = ascii(head, at + 4, 4);
    if (type === 'IDAT' || type === 'IEND') break;
    if (type === 'eXIf') exif = readExifHead(head, at + 8);
    if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt')
      hasGeneration ||= isGeneration(head.subarray(at + 8, at + 8 + bytes));
    at += 12 + bytes;
  }
  return {
    ...exif,
    widthPx: view.getUint32(16),
    heightPx: view.getUint32(20),
    hasGeneration: hasGeneration || exif.hasGeneration === true,
  };
}

function isGeneration(data: Uint8Array): boolean {
  const end = data.subarray(0, MAX_KEYWORD).indexOf(0);
  if (end <= 0) return false;
  const keyword = ascii(data, 0, end);
  return (
    isGenerationKeyword(keyword) ||
    (/^(?:Comment|Description|XML:com\.adobe\.xmp)$/.test(keyword) && looksGenerated(data.subarray(end)))
  );
}
