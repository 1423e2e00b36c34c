import { ImageOff } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type Ref,
} from 'react';
import { originalUrl } from '../../../../src/contract/api.ts';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { shownPicture } from '../../api/shown-picture.ts';
import { shownName } from '../../words/path.ts';
import { paintPlaceholder } from '../library/placeholder.ts';
import { useSize } from '../library/use-size.ts';
import { useZoom } from './use-zoom.ts';

/** Formats every current browser paints upright and in their own colours. */
const BROWSER_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'bmp', 'apng']);

export interface StageHandle {
  readonly toggleZoom: () => void;
}

interface PictureStageProps {
  readonly card: AssetCard;
  /** Upright size of the original, px; null while unknown. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly handle: Ref<StageHandle>;
}

/** Longest side of a picture whose real size is not known yet, px. */
const ASSUMED_PX = 2048;

/** One picture: placeholder, grid picture and preview over each other; the original once it is looked at closely. */
export function PictureStage({ card, size, handle }: PictureStageProps): ReactElement {
  const [attach, stageSize] = useSize();
  const stage = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const width = size?.width ?? (card.aspect >= 1 ? ASSUMED_PX : ASSUMED_PX * card.aspect);
  const height = size?.height ?? width / card.aspect;
  const sizes = useMemo(
    () => ({
      stage: { width: Math.max(1, stageSize.width), height: Math.max(1, stageSize.height) },
      picture: { width, height },
    }),
    [stageSize, width, height],
  );
  const zoom = useZoom({ stage, picture, sizes });
  useImperativeHandle(handle, () => ({ toggleZoom: () => zoom.toggle() }));
  const [shown, setShown] = useState('');
  const onShown = (): void => setShown(card.id);
  const small = shownPicture(card, 'grid');
  const preview = shownPicture(card, 'preview');
  const hasPicture = small !== null || card.pictures === 'waiting';
  const animated = card.badges.includes('animated');
  const isWaiting = card.pictures === 'waiting';
  const wantsOriginal =
    (zoom.isZoomed || animated || isWaiting) && BROWSER_FORMATS.has(card.format) && card.status === 'active';

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Z does the same by keyboard
    <div
      ref={(element) => {
        stage.current = element;
        attach(element);
      }}
      {...zoom.handlers}
      onDoubleClick={zoom.toggle}
      className={`absolute inset-0 touch-none overflow-hidden select-none ${zoom.isZoomed ? 'cursor-grab active:cursor-grabbing' : ''}`}
    >
      <div ref={picture} style={{ width, height }} className="absolute top-1/2 left-1/2 max-w-none">
        {card.thumbhash === null || shown === card.id ? null : <Blur key={card.id} hash={card.thumbhash} />}
        {small === null ? null : <Layer src={small} alt="" onShown={onShown} />}
        {preview === null ? null : <Layer src={preview} alt={shownName(card.name)} onShown={onShown} />}
        {wantsOriginal ? <Layer src={originalUrl(card.id)} alt="" onShown={onShown} /> : null}
      </div>
      {isWaiting && !wantsOriginal ? (
        <p className="pointer-events-none absolute inset-x-0 bottom-6 text-center text-on-stage-muted">
          The picture is being made.
        </p>
      ) : null}
      {hasPicture || wantsOriginal ? null : (
        <div className="absolute inset-0 flex flex-col items-center justify-center gap-3 text-on-stage-muted">
          <ImageOff size={32} aria-hidden />
          <p className="max-w-[48ch] px-16 text-center text-read">
            There is no picture of this file. The info panel says why.
          </p>
        </div>
      )}
    </div>
  );
}

/** What the picture is like, until one of its versions has come. */
function Blur({ hash }: { readonly hash: string }): ReactElement {
  const box = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => (box.current ? paintPlaceholder(box.current, hash) : undefined), [hash]);
  return <span ref={box} aria-hidden data-blur className="absolute inset-0 [background-size:100%_100%]" />;
}

interface LayerProps {
  readonly src: string;
  readonly alt: string;
  readonly onShown: () => void;
}

/** One version of the picture, painted only when it is decoded: the one before stays until then, and nothing flashes. */
function Layer({ src, alt, onShown }: LayerProps): ReactElement {
  const tell = useEffectEvent(onShown);
  const image = useRef<HTMLImageElement>(null);
  const [ready, setReady] = useState('');
  useEffect(() => {
    let gone = false;
    image.current?.decode().then(
      () => {
        if (gone) return;
        setReady(src);
        tell();
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [src]);
  return (
    <>
      {[...new Set([ready, src])]
        .filter((one) => one !== '')
        .map((one) => (
          <img
            key={one}
            ref={one === src ? image : undefined}
            src={one}
            alt={one === src ? alt : ''}
            draggable={false}
            className={`absolute inset-0 size-full max-w-none object-cover ${one === ready ? '' : 'opacity-0'}`}
          />
        ))}
    </>
  );
}
