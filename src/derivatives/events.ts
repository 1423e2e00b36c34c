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
