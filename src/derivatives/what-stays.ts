import type { OriginalPlace } from '../catalogue/files/locate-original.ts';
import { readHdrEncoding } from '../tools/images/read-hdr-encoding.ts';
import type { CurrentPictures } from './find-picture.ts';
import { isOlderForHdrOnly, mayBeHdr, type PictureSettings } from './recipe.ts';

/**
 * What of the pictures that are there need not be made again. When nothing is out of date it is none of them: somebody
 * wants all made again. Light beyond white is shown by older code only where the original says that it has any.
 */
export async function whatStays(
  { path, format, checksum }: Pick<OriginalPlace, 'path' | 'format' | 'checksum'>,
  current: CurrentPictures | undefined,
  settings: PictureSettings,
): Promise<'all' | 'preview' | 'none'> {
  if (!current) return 'none';
  const isOlder = isOlderForHdrOnly(current.key, { checksum, format }, settings);
  if (current.hasSmall && !isOlder) return 'none';
  if (mayBeHdr(format) && (await readHdrEncoding(path)) !== undefined) return 'none';
  return current.hasSmall ? 'all' : 'preview';
}
