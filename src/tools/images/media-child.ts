import sharp from 'sharp';
import { serveChild } from '../child/serve-child.ts';
import { readHiddenText } from './hidden-text.ts';
import { makePictures, readPictureHead } from './make-pictures.ts';

// One picture a thread and several at once gives 1.7 × of one on two cores; libvips' own threads give 1.06 ×.
sharp.concurrency(1);
sharp.cache(false);

/** What the media child does. */
export const mediaOps = {
  makePictures,
  /** Nothing: the answer means that the child has started. */
  warm: async () => undefined,
  readHiddenText,
  readHead: (input: { path: string }) => readPictureHead(input.path),
};

serveChild(mediaOps);
