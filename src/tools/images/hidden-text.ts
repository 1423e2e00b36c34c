import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';

/** What the lowest bits of the alpha channel begin with: plain text, or gzip. */
const PLAIN = 'stealth_pnginfo';
const PACKED = 'stealth_pngcomp';
const MARK_BYTES = PLAIN.length;
/** Behind the mark: how many bits follow. */
const LENGTH_BYTES = 4;
const MAX_BYTES = 512 * 1024;
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_PIXELS = 100e6;

/**
 * Text that image generators hide in the lowest bits of an alpha channel, column by column (NovelAI, Forge's "stealth
 * PNG info"). Undefined for every other picture, which costs the decode of at most 120 rows.
 */
export async function readHiddenText({ path }: { readonly path: string }): Promise<string | undefined> {
  const head = await alphaBits(path, MARK_BYTES + LENGTH_BYTES);
  const mark = head?.toString('latin1', 0, MARK_BYTES);
  if (!head || (mark !== PLAIN && mark !== PACKED)) return undefined;
  const bytes = Math.ceil(head.readUInt32BE(MARK_BYTES) / 8);
  if (bytes === 0 || bytes > MAX_BYTES) return undefined;
  const all = await alphaBits(path, head.length + bytes);
  const body = all?.subarray(head.length);
  if (!body) return undefined;
  return mark === PLAIN ? body.toString('utf8') : unpack(body);
}

function unpack(body: Uint8Array): string | undefined {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_TEXT_BYTES }).toString('utf8');
  } catch {
    return undefined; // Cut, or edited after it was hidden.
  }
}

/** The lowest bits of the first alpha values, column by column, as bytes. Undefined where there are not so many. */
async function alphaBits(path: string, bytes: number): Promise<Buffer | undefined> {
  // Without the colour profile nothing is converted: every bit is as it was written.
  const picture = sharp(path, { failOn: 'none', limitInputPixels: MAX_PIXELS, ignoreIcc: true });
  const { width, height, channels, hasAlpha, depth } = await picture.metadata();
  const columns = Math.ceil((bytes * 8) / height);
  if (!hasAlpha || depth !== 'uchar' || columns > width) return undefined;
  const rows = columns === 1 ? Math.min(height, bytes * 8) : height;
  const pixels = await picture.extract({ left: 0, top: 0, width: columns, height: rows }).raw().toBuffer();
  const packed = Buffer.alloc(bytes);
  for (let bit = 0; bit < bytes * 8; bit++) {
    const place = Math.floor(bit / rows) + (bit % rows) * columns;
    const value = pixels[place * channels + channels - 1] ?? 0;
    packed[bit >> 3] = (packed[bit >> 3] ?? 0) | ((value & 1) << (7 - (bit & 7)));
  }
  return packed;
}
