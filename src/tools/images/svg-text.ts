import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { decodeText, markedEncoding } from '../../base/decode-text.ts';
import { AppError, systemCode } from '../../base/errors.ts';

const unpack = promisify(gunzip);

/** Drawings above this are data, not pictures. */
const SVG_BYTES_MAX = 16 * 1_048_576;
/** Sides above this overflow the renderer's numbers. */
const SIDE_PX_MAX = 200_000;

/**
 * The bytes of an SVG, to be rendered from memory: without a base address librsvg loads nothing from outside,
 * and entities are bounded by libxml2. Packed ones (SVGZ) are unpacked, others than UTF-8 recoded.
 * @throws too_many_pixels when it is too long or claims a size that nothing can render
 */
export async function readSvg(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > SVG_BYTES_MAX) throw new AppError('too_many_pixels', `An SVG of ${size} bytes`, { details: { size } });
  const bytes = plainText(await unpacked(await readFile(path)));
  const root = /<(?:svg:)?svg\b[^>]{0,4000}/i.exec(bytes.toString('utf8', 0, 65_536))?.[0] ?? '';
  for (const [, number = ''] of root.matchAll(/\b(?:width|height)\s*=\s*["']\s*([\d.eE+-]+)/g)) {
    if (Number(number) > SIDE_PX_MAX) throw new AppError('too_many_pixels', `An SVG with a side of ${number}`);
  }
  return bytes;
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: SVG_BYTES_MAX });
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError('too_many_pixels', `An SVG of more than ${SVG_BYTES_MAX} bytes`);
    throw new AppError('picture_damaged', 'The packed SVG cannot be unpacked', { cause: error });
  }
}

/** libvips knows an SVG only by its text in UTF-8; what the XML declaration says of another encoding is then not true. */
function plainText(bytes: Buffer): Buffer {
  if (markedEncoding(bytes) === undefined) return bytes;
  const text = decodeText(bytes).replace(/^(<\?xml\b[^>]{0,200}?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/i, '$1');
  return Buffer.from(text);
}
