import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';

/** Drawings above this are data, not pictures. */
const SVG_BYTES_MAX = 16 * 1_048_576;
/** Sides above this overflow the renderer's numbers. */
const SIDE_PX_MAX = 200_000;

/**
 * The bytes of an SVG, to be rendered from memory: without a base address librsvg loads nothing from outside,
 * and entities are bounded by libxml2.
 * @throws too_many_pixels when it is too long or claims a size that nothing can render
 */
export async function readSvg(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > SVG_BYTES_MAX) throw new AppError('too_many_pixels', `An SVG of ${size} bytes`, { details: { size } });
  const bytes = await readFile(path);
  const root = /<(?:svg:)?svg\b[^>]{0,4000}/i.exec(bytes.toString('utf8', 0, 65_536))?.[0] ?? '';
  for (const [, number = ''] of root.matchAll(/\b(?:width|height)\s*=\s*["']\s*([\d.eE+-]+)/g)) {
    if (Number(number) > SIDE_PX_MAX) throw new AppError('too_many_pixels', `An SVG with a side of ${number}`);
  }
  return bytes;
}
