import { Download, VideoOff } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { originalUrl } from '../../../../src/contract/api.ts';
import type { AssetCard } from '../../../../src/contract/asset.ts';

import { shownPicture } from '../../api/shown-picture.ts';

interface VideoStageProps {
  readonly card: AssetCard;
  readonly formatLabel: string | undefined;
}

/** Plays the original by range requests; says so when the browser cannot. */
export function VideoStage({ card, formatLabel }: VideoStageProps): ReactElement {
  const [failed, setFailed] = useState(false);
  const poster = shownPicture(card, 'preview') ?? undefined;
  if (failed || card.status !== 'active') {
    return (
      <div className="absolute inset-0">
        <img src={poster} alt="" className="size-full object-contain opacity-40" />
        <div className="absolute inset-0 flex flex-col items-center justify-center gap-3 text-on-stage">
          <VideoOff size={32} aria-hidden />
          <p className="max-w-[48ch] px-16 text-center text-read">
            {failed
              ? `This browser cannot play ${formatLabel ?? 'this format'}. Download it to watch it in a player.`
              : 'The original is away. It plays again when its volume is mounted.'}
          </p>
          {failed ? (
            <a
              href={originalUrl(card.id, 'download')}
              download
              className="flex h-9 items-center gap-2 rounded-control bg-on-stage/15 px-4 hover:bg-on-stage/25"
            >
              <Download size={16} aria-hidden /> Download original
            </a>
          ) : null}
        </div>
      </div>
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- people's own clips have no captions
    <video
      key={card.id}
      src={originalUrl(card.id)}
      poster={poster}
      controls
      playsInline
      preload="metadata"
      onError={() => setFailed(true)}
      className="absolute inset-0 size-full object-contain pb-2"
    />
  );
}
