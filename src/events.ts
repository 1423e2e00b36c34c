import { picturesMade, previewEnhanced } from './derivatives/events.ts';
import { assetDescribed } from './ingest/describe/events.ts';

/** Every type of event. */
export const events = [assetDescribed, picturesMade, previewEnhanced] as const;
