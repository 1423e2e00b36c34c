import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { AssetView } from '../../../../src/contract/asset.ts';
import { helpFor } from '../../../../src/contract/errors.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import type { AssetIdText } from '../../api/queries.ts';
import { notify } from '../../state/notices.ts';
import { count, THIN } from '../../words/number.ts';
import { withoutPaths } from '../../words/path.ts';

/** A width of a preview in words. */
export const widthText = (px: number | null): string => `${count(px)}${THIN}px`;

/** True while a sharper preview is wished and not made yet. */
export const isOnItsWay = (asset: AssetView | undefined): boolean =>
  asset?.enhancement.status === 'requested' || asset?.enhancement.status === 'processing';

/** Wishes a sharper preview of an asset, and takes the wish back. What becomes of it is said by `useSharperNotices`. */
export function useSharper(id: AssetIdText): { ask: () => void; undo: () => void; isPending: boolean } {
  const queries = useQueryClient();
  const refresh = (): void => void queries.invalidateQueries({ queryKey: ['asset', id] });
  const onError = (error: unknown): void => {
    const { message, help, code } = toProblem(error);
    notify({ tone: 'bad', text: message, detail: help, code });
  };
  const ask = useMutation({
    mutationFn: () => api.assets.enhance({ ids: [id] }),
    onSuccess({ enhanced: [answer] }) {
      refresh();
      if (answer?.status === 'queued')
        notify({
          tone: 'done',
          text: `A sharper preview is on its way: ${widthText(answer.fromWidth)} → ${widthText(answer.toWidth)} wide.`,
        });
      else if (answer?.message) notify({ tone: 'done', text: `${withoutPaths(answer.message)}.` });
    },
    onError,
  });
  const undo = useMutation({
    mutationFn: () => api.assets.undoEnhance({ ids: [id] }),
    onSuccess({ usual: [answer] }) {
      refresh();
      const text = answer?.status === 'queued' ? 'The preview is being made as usual again' : answer?.message;
      if (text) notify({ tone: 'done', text: `${text}.` });
    },
    onError,
  });
  return { ask: () => ask.mutate(), undo: () => undo.mutate(), isPending: ask.isPending || undo.isPending };
}

/** Says how a wish ended that was on its way while its asset was looked at. */
export function useSharperNotices(asset: AssetView | undefined, undo: () => void): void {
  const before = useRef<{ id: string; widthPx: number | null } | undefined>(undefined);
  useEffect(() => {
    if (!asset) return;
    const { id, enhancement } = asset;
    const wished = before.current?.id === id ? before.current : undefined;
    before.current = isOnItsWay(asset) ? { id, widthPx: enhancement.widthPx } : undefined;
    if (!wished || isOnItsWay(asset)) return;
    if (enhancement.status === 'failed')
      notify({
        tone: 'bad',
        text: 'No sharper preview could be made.',
        detail: withoutPaths(enhancement.message ?? helpFor(enhancement.code ?? '')),
        ...(enhancement.code === null ? {} : { code: enhancement.code }),
      });
    else if ((enhancement.widthPx ?? 0) > (wished.widthPx ?? 0))
      notify({
        tone: 'done',
        text: `The preview is ${widthText(enhancement.widthPx)} wide now.`,
        action: { label: 'Undo', run: undo },
      });
    else if (enhancement.toWidthPx === null)
      notify({ tone: 'done', text: 'The original gives no more: the preview stays as it is.' });
  }, [asset, undo]);
}
