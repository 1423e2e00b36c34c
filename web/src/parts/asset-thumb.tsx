import { Link } from '@tanstack/react-router';
import { FileWarning } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { pictureUrl } from '../../../src/contract/api.ts';
import type { JobRow } from '../../../src/contract/job.ts';
import { shownName } from '../words/path.ts';

/** A small picture of an asset that leads to it; a sign where there is no asset or no picture. */
export function AssetThumb({ asset }: { readonly asset: JobRow['asset'] }): ReactElement {
  const [broken, setBroken] = useState(false);
  const sign = (
    <span className="flex size-12 shrink-0 items-center justify-center rounded-control bg-hover text-muted">
      <FileWarning size={20} aria-hidden />
    </span>
  );
  if (asset === null) return sign;
  return (
    <Link to="/asset/$id" params={{ id: asset.id }} aria-label={`Open ${shownName(asset.name)}`} className="shrink-0">
      {broken ? (
        sign
      ) : (
        <img
          src={pictureUrl(asset.id, 'square', null)}
          alt=""
          onError={() => setBroken(true)}
          className="size-12 rounded-control bg-tile object-cover"
        />
      )}
    </Link>
  );
}
