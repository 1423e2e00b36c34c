import type { AssetFilter } from '../../../../src/contract/asset.ts';
import type { Place } from './use-timeline.ts';

/** Where the reader left a view of the library. */
interface Left {
  readonly place: Place;
  readonly focus: number;
  /** It was looked at by itself meanwhile: it is brought into sight. */
  readonly isLookedAt: boolean;
}

const views = new Map<string, Left>();

const keyOf = (filter: AssetFilter): string =>
  JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => a.localeCompare(b)));

/** The place a view of the library was left at; its top when it is new. */
export function recallView(filter: AssetFilter): Left {
  return (
    views.get(keyOf(filter)) ?? {
      place: { index: 0, offset: 0, atTop: true, id: undefined },
      focus: 0,
      isLookedAt: false,
    }
  );
}

/** Keeps the place of a view for the way back. */
export function rememberView(filter: AssetFilter, left: Pick<Left, 'place' | 'focus'>): void {
  views.set(keyOf(filter), { place: { ...left.place }, focus: left.focus, isLookedAt: false });
}

/** Another asset was looked at meanwhile: the way back leads to it. From the one that was left nothing moves. */
export function rememberLookedAt(filter: AssetFilter, asset: number): void {
  const left = recallView(filter);
  if (left.focus === asset) return;
  views.set(keyOf(filter), { ...left, focus: asset, isLookedAt: true });
}
