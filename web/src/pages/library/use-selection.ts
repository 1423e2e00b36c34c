import { useCallback, useRef, useState } from 'react';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { coverage, EVERYTHING, isSelected, NOTHING, select, toggle, type Selection } from './selection.ts';
import type { TimelineIndex } from './timeline-index.ts';

interface SelectionNeeds {
  readonly timeline: TimelineIndex | undefined;
  /** Card of an asset, when it is loaded. */
  readonly cardAt: (asset: number) => AssetCard | undefined;
  readonly idsBetween: (from: number, to: number) => Promise<string[]>;
}

export interface SelectionActions {
  readonly selection: Selection;
  readonly toggleAt: (asset: number) => void;
  /** Chooses everything from the last chosen asset to this one. */
  readonly extendTo: (asset: number, from?: number) => void;
  readonly toggleDay: (day: number) => void;
  readonly dragOver: (assets: readonly number[], start: boolean) => void;
  readonly all: () => void;
  readonly clear: () => void;
}

/** The selection of the library page and everything that changes it. */
export function useSelection({ timeline, cardAt, idsBetween }: SelectionNeeds): SelectionActions {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const last = useRef<number>(null);
  const beforeDrag = useRef<Selection>(NOTHING);

  const toggleAt = (asset: number): void => {
    const card = cardAt(asset);
    if (!card) return;
    last.current = asset;
    setSelection((was) => toggle(was, card.id));
  };

  const extendTo = (asset: number, from?: number): void => {
    const start = last.current ?? from ?? asset;
    last.current = start;
    void idsBetween(Math.min(start, asset), Math.max(start, asset) + 1).then((ids) =>
      setSelection((was) => select(was, ids, true)),
    );
  };

  const toggleDay = (day: number): void => {
    const first = timeline?.dayStart[day] ?? 0;
    const end = timeline?.dayStart[day + 1] ?? first;
    void idsBetween(first, end).then((ids) => setSelection((was) => select(was, ids, coverage(was, ids) !== 'all')));
  };

  const dragOver = (assets: readonly number[], start: boolean): void => {
    if (start) beforeDrag.current = selection;
    const ids = assets.map((asset) => cardAt(asset)?.id).filter((id) => id !== undefined);
    setSelection(select(beforeDrag.current, ids, true));
  };

  const all = useCallback(() => setSelection(EVERYTHING), []);
  const clear = useCallback(() => {
    last.current = null;
    setSelection(NOTHING);
  }, []);
  return { selection, toggleAt, extendTo, toggleDay, dragOver, all, clear };
}

/** The ids of a selection within the whole query of `total` assets. */
export async function idsOf(
  selection: Selection,
  total: number,
  between: SelectionNeeds['idsBetween'],
): Promise<string[]> {
  if (selection.of === 'some') return [...selection.ids];
  return (await between(0, total)).filter((id) => isSelected(selection, id));
}
