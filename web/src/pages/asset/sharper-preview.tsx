import { Link } from '@tanstack/react-router';
import { RotateCw, Sparkle, Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AssetView } from '../../../../src/contract/asset.ts';
import { helpFor } from '../../../../src/contract/errors.ts';
import { Button } from '../../parts/button.tsx';
import { HelpText } from '../../parts/help-text.tsx';
import { Notebox } from '../../parts/problem-box.tsx';
import { withoutPaths } from '../../words/path.ts';
import { FactGroup } from './fact-list.tsx';
import { isOnItsWay, useSharper, widthText } from './use-sharper.ts';

/** How wide the preview is, and the way to a sharper one and back. Nothing where there is no preview. */
export function SharperPreview({ asset }: { readonly asset: AssetView }): ReactElement | null {
  const { ask, undo, isPending } = useSharper(asset.id);
  const { enhancement } = asset;
  const { status, isEnhanced, widthPx, toWidthPx, job } = enhancement;
  if (asset.kind !== 'image' || widthPx === null) return null;
  const isWaiting = isOnItsWay(asset);
  return (
    <FactGroup title="Preview">
      <p>{stateText(asset)}</p>
      {status === 'failed' ? <Failure enhancement={enhancement} /> : null}
      {isWaiting ? null : (
        <div className="mt-2 flex flex-wrap gap-2">
          {toWidthPx === null ? null : (
            <Button disabled={isPending} onClick={ask}>
              {status === 'failed' ? <RotateCw size={16} aria-hidden /> : <Sparkle size={16} aria-hidden />}
              {status === 'failed' ? 'Try again' : `Sharper: ${widthText(toWidthPx)}`}
            </Button>
          )}
          {isEnhanced ? (
            <Button look="quiet" disabled={isPending} onClick={undo}>
              <Undo2 size={16} aria-hidden /> Back to the usual size
            </Button>
          ) : null}
        </div>
      )}
      {job === null ? null : (
        <p className="mt-2">
          <Link to="/jobs/$id" params={{ id: job }} className="text-accent hover:underline">
            Show its job
          </Link>
        </p>
      )}
    </FactGroup>
  );
}

function stateText({ enhancement, previewStatus }: AssetView): string {
  const { status, isEnhanced, widthPx, toWidthPx } = enhancement;
  const wide = `${widthText(widthPx)} wide`;
  const next = toWidthPx === null ? '' : ` of ${widthText(toWidthPx)}`;
  if (status === 'requested') return `${wide}. A sharper one${next} waits for its turn.`;
  if (status === 'processing') return `${wide}. A sharper one${next} is being made.`;
  if (previewStatus === 'pending' || previewStatus === 'processing') return `${wide}. It is being made again.`;
  const what = isEnhanced ? `${wide}, sharper than usual.` : `${wide}.`;
  return toWidthPx === null ? `${what} The original gives no more.` : what;
}

function Failure({ enhancement: { code, message } }: Pick<AssetView, 'enhancement'>): ReactElement {
  return (
    <div className="mt-2">
      <Notebox tone="bad" title="No sharper preview could be made" code={code}>
        {message === null ? null : <p>{withoutPaths(message)}</p>}
        {code === null ? null : (
          <p className="text-muted">
            <HelpText text={helpFor(code)} />
          </p>
        )}
      </Notebox>
    </div>
  );
}
