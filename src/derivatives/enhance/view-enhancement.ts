import { AppError } from '../../base/errors.ts';
import type { EnhancementView, PreviewStatus } from '../../contract/enhancement.ts';
import type { Database } from '../../db/database.ts';
import { type LookedAt, lookAtPreviews } from './look-at-previews.ts';

/** How the preview of an asset stands, and the wish to have it larger. @throws asset_not_found */
export async function viewEnhancement(
  db: Database,
  assetId: string,
): Promise<{ readonly previewStatus: PreviewStatus; readonly enhancement: EnhancementView }> {
  const looked = (await lookAtPreviews(db, [assetId])).get(assetId);
  if (!looked) throw new AppError('asset_not_found', 'No such asset', { details: { id: assetId } });
  const { previewStatus, preview, isEnhanced, kind, next, last } = looked;
  const failure = last?.failure;
  return {
    previewStatus,
    enhancement: {
      status: statusOf(looked),
      isEnhanced,
      widthPx: preview?.widthPx ?? null,
      toWidthPx: kind === 'video' ? null : (next?.widthPx ?? null),
      code: failure?.code ?? null,
      message: failure?.message ?? null,
      job: last !== undefined && (last.isOpen || failure) ? last.id : null,
    },
  };
}

function statusOf({ last, isEnhanced }: LookedAt): EnhancementView['status'] {
  if (last?.isOpen === true) return last.state === 'running' ? 'processing' : 'requested';
  if (last?.failure) return 'failed';
  return isEnhanced ? 'ready' : 'none';
}
