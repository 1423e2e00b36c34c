import { z } from 'zod';
import { defineEvent } from '../../events/define-event.ts';

/** The metadata of an asset was read, or could not be; the subject is the asset. */
export const assetDescribed = defineEvent(
  'asset.described',
  1,
  z.object({
    state: z.enum(['ready', 'degraded', 'failed', 'none']),
    method: z.string(),
    message: z.string().nullable(),
  }),
);
