/** What is chosen: single assets, or everything the query matches except some. */
export type Selection =
  | { readonly of: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly of: 'all'; readonly except: ReadonlySet<string> };

export const NOTHING: Selection = { of: 'some', ids: new Set() };
export const EVERYTHING: Selection = { of: 'all', except: new Set() };

/** Whether an asset is chosen. */
export function isSelected(selection: Selection, id: string): boolean {
  return selection.of === 'some' ? selection.ids.has(id) : !selection.except.has(id);
}

/** How many of `total` are chosen. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.of === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);
}

/** Adds or removes assets. */
export function select(selection: Selection, ids: Iterable<string>, on: boolean): Selection {
  const adds = (selection.of === 'some') === on;
  const set = new Set(selection.of === 'some' ? selection.ids : selection.except);
  for (const id of ids) {
    if (adds) set.add(id);
    else set.delete(id);
  }
  return selection.of === 'some' ? { of: 'some', ids: set } : { of: 'all', except: set };
}

/** Turns one asset's choice round. */
export function toggle(selection: Selection, id: string): Selection {
  return select(selection, [id], !isSelected(selection, id));
}

/** Whether none, some or all of these are chosen: the state of a day's box. */
export function coverage(selection: Selection, ids: readonly (string | undefined)[]): 'none' | 'some' | 'all' {
  if (selection.of === 'all' && selection.except.size === 0) return 'all';
  let chosen = 0;
  for (const id of ids) if (id !== undefined ? isSelected(selection, id) : selection.of === 'all') chosen += 1;
  return chosen === 0 ? 'none' : chosen === ids.length ? 'all' : 'some';
}
