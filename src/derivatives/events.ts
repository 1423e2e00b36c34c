import { z } from 'zod';
import { defineEvent } from '../events/define-event.ts';

/** Making the pictures of an asset has ended; the subject is the asset. */
export const picturesMade = defineEvent(
  'asset.pictured',
  1,
  z.object({
    state: z.enum(['ready', 'degraded', 'failed', 'none']),
    /** How they were made; null when there are none. */
    route: z.string().nullable(),
    message: z.string().nullable(),
  }),
);

/** The preview of an asset was made larger on demand; the subject is the asset. */
export const previewEnhanced = defineEvent(
  'asset.enhanced',
  1,
  z.object({
    fromWidthPx: z.number().int(),
    widthPx: z.number().int(),
    /** How it was made. */
    route: z.string(),
    message: z.string(),
  }),
);
