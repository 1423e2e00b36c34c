import { Link } from '@tanstack/react-router';
import { FileWarning } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { AssetCard } from '../../../src/contract/asset.ts';
import type { JobRow } from '../../../src/contract/job.ts';
import { shownPicture } from '../api/shown-picture.ts';
import { shownName } from '../words/path.ts';

interface AssetThumbProps {
  readonly asset: JobRow['asset'];
  /** Cards that came along: without its own an asset is shown by a sign. */
  readonly cards: readonly AssetCard[];
}

/** A small picture of an asset that leads to it; a sign where there is no asset or no picture. */
export function AssetThumb({ asset, cards }: AssetThumbProps): ReactElement {
  const [broken, setBroken] = useState<string>();
  const sign = (
    <span className="flex size-12 shrink-0 items-center justify-center rounded-control bg-hover text-muted">
      <FileWarning size={20} aria-hidden />
    </span>
  );
  if (asset === null) return sign;
  const card = cards.find(({ id }) => id === asset.id);
  const url = card ? shownPicture(card, 'square') : null;
  return (
    <Link to="/asset/$id" params={{ id: asset.id }} aria-label={`Open ${shownName(asset.name)}`} className="shrink-0">
      {url === null || url === broken ? (
        sign
      ) : (
        <img src={url} alt="" onError={() => setBroken(url)} className="size-12 rounded-control bg-tile object-cover" />
      )}
    </Link>
  );
}
