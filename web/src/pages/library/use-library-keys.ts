import type { RefObject } from 'react';
import { useKeys, type KeyMap } from '../../state/keys.ts';
import type { GridHandle } from './library-grid.tsx';
import { moveFocus, type Move } from './move-focus.ts';
import { jump, type TimelineIndex } from './timeline-index.ts';
import type { SelectionActions } from './use-selection.ts';

interface LibraryKeys {
  readonly timeline: TimelineIndex | undefined;
  readonly grid: RefObject<GridHandle | null>;
  readonly focus: number;
  readonly selecting: boolean;
  readonly actions: SelectionActions;
  readonly onFocus: (asset: number, move: 'nearest' | 'top') => void;
  readonly onOpen: (asset: number) => void;
  readonly onZoom: (step: 1 | -1) => void;
  readonly onSearch: () => void;
}

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'home',
  End: 'end',
};

/** The keys of the library page. */
export function useLibraryKeys(keys: LibraryKeys): void {
  const { timeline, grid, focus, actions } = keys;
  const rtl = document.documentElement.dir === 'rtl';

  const move = (name: string, extend: boolean) => (event: KeyboardEvent) => {
    const view = grid.current;
    const way = MOVES[rtl ? mirrored(name) : name];
    if (!view || !timeline || way === undefined || timeline.total === 0) return;
    event.preventDefault();
    const to = moveFocus({ layout: view.layout, total: timeline.total, pagePx: view.viewHeight }, focus, way);
    if (extend) actions.extendTo(to, focus);
    keys.onFocus(to, 'nearest');
  };
  const jumpBy = (unit: 'day' | 'month' | 'year', step: 1 | -1) => () => {
    if (timeline && timeline.total > 0) keys.onFocus(jump(timeline, focus, { unit, step }), 'top');
  };
  const open = (event: KeyboardEvent): void => {
    event.preventDefault();
    keys.onOpen(focus);
  };

  const map: Record<string, KeyMap[string]> = {
    Enter: open,
    ' ': open,
    x: () => actions.toggleAt(focus),
    'Control+a': (event) => {
      event.preventDefault();
      actions.all();
    },
    Escape: () => actions.clear(),
    '/': (event) => {
      event.preventDefault();
      keys.onSearch();
    },
    '+': () => keys.onZoom(1),
    '=': () => keys.onZoom(1),
    '-': () => keys.onZoom(-1),
  };
  for (const name of Object.keys(MOVES)) {
    map[name] = move(name, false);
    map[`Shift+${name}`] = move(name, true);
  }
  // as every grid has them; the browser would scroll away from the focus
  for (const name of ['Home', 'End']) {
    map[`Control+${name}`] = move(name, false);
    map[`Control+Shift+${name}`] = move(name, true);
  }
  for (const unit of ['day', 'month', 'year'] as const) {
    map[unit.charAt(0)] = jumpBy(unit, 1);
    map[`Shift+${unit.charAt(0)}`] = jumpBy(unit, -1);
  }
  useKeys(map);
}

const mirrored = (name: string): string =>
  name === 'ArrowLeft' ? 'ArrowRight' : name === 'ArrowRight' ? 'ArrowLeft' : name;
