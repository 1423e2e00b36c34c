import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AssetCard, AssetFilter } from './asset.ts';

/**
 * The shape of the whole library in one reply, so that the grid knows every row's place before any picture is loaded.
 * Order: newest wall-clock time first, then id.
 */
export const TimelineView = z.object({
  revision: z.string().describe('Changes when the order or number of assets changes'),
  total: z.number().int(),
  days: z.array(z.object({ day: z.iso.date(), count: z.number().int() })).describe('Newest first'),
  aspects: z.string().describe('Base64, one byte an asset in order: aspect = 2 ** ((byte - 128) / 32)'),
});
export type TimelineView = z.infer<typeof TimelineView>;

export const timelineContract = {
  shape: oc
    .route({
      method: 'GET',
      path: '/timeline',
      tags: ['library'],
      summary: 'Days, counts and aspect ratios of all assets that match',
    })
    .input(AssetFilter)
    .output(TimelineView),
  items: oc
    .route({
      method: 'GET',
      path: '/timeline/items',
      tags: ['library'],
      summary: 'Assets by their place in the timeline',
    })
    .input(
      AssetFilter.extend({
        from: z.coerce.number().int().min(0).describe('Index of the first one'),
        limit: z.coerce.number().int().min(1).max(500).default(200),
      }),
    )
    .output(z.object({ revision: z.string(), from: z.number().int(), rows: z.array(AssetCard) })),
};
