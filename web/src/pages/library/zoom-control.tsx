import { ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactElement } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { ZOOMS, type Zoom } from './library-search.ts';

interface ZoomControlProps {
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
}

/** The next larger (1) or smaller (-1) size; the same at the end. */
export function nextZoom(zoom: Zoom, step: 1 | -1): Zoom {
  return ZOOMS[ZOOMS.indexOf(zoom) + step] ?? zoom;
}

/** Larger and smaller pictures. */
export function ZoomControl({ zoom, onZoom }: ZoomControlProps): ReactElement {
  return (
    <div role="group" aria-label="Picture size" className="flex shrink-0">
      <IconButton
        label="Smaller pictures"
        keys="−"
        disabled={zoom === ZOOMS[0]}
        onClick={() => onZoom(nextZoom(zoom, -1))}
      >
        <ZoomOut size={16} aria-hidden />
      </IconButton>
      <IconButton
        label="Larger pictures"
        keys="+"
        disabled={zoom === ZOOMS.at(-1)}
        onClick={() => onZoom(nextZoom(zoom, 1))}
      >
        <ZoomIn size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
