import { z } from 'zod';
import { AssetFilter } from '../../../../src/contract/asset.ts';

/** Wanted row heights, px. */
export const ZOOMS = [120, 180, 240, 360] as const;
export type Zoom = (typeof ZOOMS)[number];

/** Rows of pictures, or one line an asset. */
export type View = 'grid' | 'list';

const shape = AssetFilter.shape;

/** The library's address: what narrows it and how large pictures are. What cannot be read is left out. */
export const LibrarySearch = z.object({
  kind: shape.kind.catch(undefined),
  status: shape.status.catch(undefined),
  root: shape.root.catch(undefined),
  folder: shape.folder.catch(undefined),
  session: shape.session.catch(undefined),
  problem: shape.problem.catch(undefined),
  name: z.coerce.string().max(200).optional().catch(undefined),
  view: z.enum(['list']).optional().catch(undefined),
  zoom: z.coerce
    .number()
    .pipe(z.union(ZOOMS.map((zoom) => z.literal(zoom))))
    .optional()
    .catch(undefined),
});
export type LibrarySearch = z.infer<typeof LibrarySearch>;

/** The filter in an address, without what is none of its keys and what is not set (so that equal filters are equal keys). */
export function filterOf(search: LibrarySearch): AssetFilter {
  const { zoom: _zoom, view: _view, ...filter } = LibrarySearch.parse(search);
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
}

/** A filter's parts in words, in the order of the chips. */
export interface Chip {
  readonly key: keyof AssetFilter;
  readonly text: string;
}

const WORDS = {
  image: 'Photos',
  video: 'Videos',
  active: 'Present',
  offline: 'Offline',
  missing: 'Missing',
  archived: 'Archived',
  trashed: 'In the trash',
  damaged: 'Damaged',
  'no-preview': 'Without a picture',
  'no-date': 'Without a date',
  metadata: 'Metadata not read',
  mismatch: 'Wrong extension',
} as const;

/** How a filter's value is called. */
export function filterWord(value: keyof typeof WORDS): string {
  return WORDS[value];
}

/** The chips of a filter; the name has its own field and is none. */
export function chipsOf(filter: AssetFilter): Chip[] {
  const chips: Chip[] = [];
  if (filter.kind) chips.push({ key: 'kind', text: WORDS[filter.kind] });
  if (filter.problem) chips.push({ key: 'problem', text: WORDS[filter.problem] });
  if (filter.status) chips.push({ key: 'status', text: WORDS[filter.status] });
  if (filter.session) chips.push({ key: 'session', text: 'From one import' });
  if (filter.root && !filter.folder) chips.push({ key: 'root', text: 'In one storage root' });
  if (filter.folder) chips.push({ key: 'folder', text: `In ${filter.folder}` });
  return chips;
}
