import { LayoutGrid, List } from 'lucide-react';
import type { ReactElement } from 'react';
import { IconButton } from '../../parts/button.tsx';
import type { View } from './library-search.ts';

interface ViewToggleProps {
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** From pictures to a list and back. */
export function ViewToggle({ view, onView }: ViewToggleProps): ReactElement {
  const isList = view === 'list';
  const Icon = isList ? LayoutGrid : List;
  return (
    <IconButton label={isList ? 'Show as pictures' : 'Show as a list'} onClick={() => onView(isList ? 'grid' : 'list')}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}
