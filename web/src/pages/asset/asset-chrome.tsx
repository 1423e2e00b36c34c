import { ArrowLeft, ChevronLeft, ChevronRight, Download, Film, Maximize, Sparkle } from 'lucide-react';
import type { ReactElement } from 'react';
import { originalUrl } from '../../../../src/contract/api.ts';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { IconButton, Tip } from '../../parts/button.tsx';
import { CutName } from '../../parts/cut-name.tsx';
import { InfoToggle } from '../../parts/page.tsx';
import { filmStripChoice } from '../../state/choices.ts';
import { useStored } from '../../state/stored.ts';
import { count } from '../../words/number.ts';
import { shownName } from '../../words/path.ts';
import { captureMinute } from '../../words/time.ts';

/** What the controls over an asset do; what is undefined cannot be done now. */
export interface AssetChromeProps {
  readonly card: AssetCard | undefined;
  readonly index: number | undefined;
  readonly total: number | undefined;
  readonly visible: boolean;
  readonly onBack: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onZoom: (() => void) | undefined;
  /** A larger preview: what it would bring; `ask` undefined while one is on its way. */
  readonly sharper: { readonly label: string; readonly ask: (() => void) | undefined } | undefined;
}

/** The controls over an open asset. They fade; keyboard focus brings them back. */
export function AssetChrome(props: AssetChromeProps): ReactElement {
  const { card, index, total, visible } = props;
  const strip = useStored(filmStripChoice) === 'open';
  const fade = `transition-opacity duration-[var(--panel)] focus-within:opacity-100 ${visible ? '' : 'opacity-0'}`;
  return (
    <>
      <header
        className={`absolute inset-x-0 top-0 z-10 flex h-[var(--bar)] items-center gap-2 bg-stage-chrome px-2 ${fade}`}
      >
        <IconButton look="stage" label="Back to the library" keys="Esc" onClick={props.onBack}>
          <ArrowLeft size={20} aria-hidden className="rtl:-scale-x-100" />
        </IconButton>
        <div className="min-w-0 flex-1">
          <h1 className="text-read font-strong" title={card ? shownName(card.name) : undefined}>
            {card ? <CutName name={shownName(card.name)} /> : '\u00A0'}
          </h1>
        </div>
        {card ? (
          <span className="shrink-0 text-on-stage-muted tabular-nums max-[720px]:hidden">
            {captureMinute(card.local)}
          </span>
        ) : null}
        {index !== undefined && total !== undefined ? (
          <span className="shrink-0 px-2 text-on-stage-muted tabular-nums max-[560px]:hidden">
            {count(index + 1)} / {count(total)}
          </span>
        ) : null}
        {props.onZoom ? (
          <IconButton look="stage" label="Actual size" keys="Z" onClick={props.onZoom}>
            <Maximize size={16} aria-hidden />
          </IconButton>
        ) : null}
        {props.sharper ? (
          <IconButton
            look="stage"
            label={props.sharper.label}
            keys="E"
            disabled={props.sharper.ask === undefined}
            onClick={props.sharper.ask}
            className="max-[420px]:hidden"
          >
            <Sparkle size={16} aria-hidden />
          </IconButton>
        ) : null}
        {card ? (
          <Tip text="Download original">
            <a
              href={originalUrl(card.id, 'download')}
              download
              aria-label="Download original"
              className="inline-flex size-8 items-center justify-center rounded-control hover:bg-on-stage/15 pointer-coarse:size-11 max-[420px]:hidden"
            >
              <Download size={16} aria-hidden />
            </a>
          </Tip>
        ) : null}
        <IconButton
          look="stage"
          label={strip ? 'Hide the film strip' : 'Show the film strip'}
          keys="F"
          aria-pressed={strip}
          onClick={() => filmStripChoice.set(strip ? 'closed' : 'open')}
        >
          <Film size={16} aria-hidden />
        </IconButton>
        <InfoToggle look="stage" />
      </header>
      <Step label="Previous" keys="←" side="start" onClick={props.onPrevious} fade={fade} />
      <Step label="Next" keys="→" side="end" onClick={props.onNext} fade={fade} />
    </>
  );
}

interface StepProps {
  readonly label: string;
  readonly keys: string;
  readonly side: 'start' | 'end';
  readonly onClick: (() => void) | undefined;
  readonly fade: string;
}

function Step({ label, keys, side, onClick, fade }: StepProps): ReactElement | null {
  if (!onClick) return null;
  const Icon = side === 'start' ? ChevronLeft : ChevronRight;
  return (
    <div
      className={`absolute inset-y-0 z-[5] flex items-center px-2 ${side === 'start' ? 'start-0' : 'end-0'} pointer-events-none ${fade}`}
    >
      <IconButton
        look="stage"
        label={label}
        keys={keys}
        side={side === 'start' ? 'right' : 'left'}
        onClick={onClick}
        className="pointer-events-auto size-11! rounded-round! bg-stage-chrome"
      >
        <Icon size={20} aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
    </div>
  );
}
