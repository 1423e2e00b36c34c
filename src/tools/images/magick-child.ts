import { serveChild } from '../child/serve-child.ts';
import { magickDecode } from './magick-decode.ts';

/** What the child with ImageMagick does: one call at a time, it holds the thread while it decodes. */
export const magickOps = { decode: magickDecode };

serveChild(magickOps);
