import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { AssetView } from '../../../../src/contract/asset.ts';
import { helpFor } from '../../../../src/contract/errors.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { Button } from '../../parts/button.tsx';
import { Notebox } from '../../parts/problem-box.tsx';
import { useTakeBack } from '../../parts/use-take-back.ts';
import { notify } from '../../state/notices.ts';
import { withoutPaths } from '../../words/path.ts';
import { HelpText } from '../../parts/help-text.tsx';

const TITLES = {
  pictures: {
    failed: 'No picture could be made',
    none: 'No picture can be made',
    degraded: 'The picture was made by a fallback',
    waiting: 'The picture is being made',
  },
  metadata: {
    failed: 'Metadata could not be read',
    none: 'The file has no metadata that can be read',
    degraded: 'Not all metadata could be read',
    waiting: 'Metadata is being read',
  },
} as const;

const DAMAGED = 'Only a part of the picture could be read';

/** What did not go well for this asset, why, and the way to try again. Nothing when all is well. */
export function WorkReports({ asset }: { readonly asset: AssetView }): ReactElement | null {
  const retry = useRetry(asset.id);
  const isDamaged = asset.badges.includes('damaged');
  const reports = [
    { of: 'pictures' as const, ...asset.picturesReport },
    { of: 'metadata' as const, ...asset.metadata },
  ].filter((report) => report.state !== 'ready');
  if (reports.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 border-b border-line p-4">
      {reports.map((report) =>
        report.state === 'waiting' || report.state === 'ready' ? (
          <p key={report.of} className="text-muted">
            {TITLES[report.of].waiting}.
          </p>
        ) : (
          <Notebox
            key={report.of}
            tone={report.state === 'failed' ? 'bad' : 'warn'}
            title={report.of === 'pictures' && isDamaged ? DAMAGED : TITLES[report.of][report.state]}
            code={report.code}
          >
            {report.message === null ? null : <p>{withoutPaths(report.message)}</p>}
            {report.code === null ? null : (
              <p className="text-muted">
                <HelpText text={helpFor(report.code)} />
              </p>
            )}
          </Notebox>
        ),
      )}
      {isDamaged || reports.some((report) => report.state === 'failed' || report.state === 'none') ? (
        <Button disabled={retry.isPending} onClick={() => retry.mutate()} className="self-start">
          <RotateCw size={16} aria-hidden /> Try again
        </Button>
      ) : null}
    </div>
  );
}

/** Reads metadata and makes pictures of an asset again. */
export function useRetry(id: AssetView['id']) {
  const queries = useQueryClient();
  const wayBack = useTakeBack();
  return useMutation({
    mutationFn: () => api.assets.retry({ id }),
    onSuccess({ jobs, change }) {
      const text = jobs === 0 ? 'There is nothing to do again.' : `Trying again: ${countOf(jobs, 'job')} waiting.`;
      notify({ tone: 'done', text, ...wayBack({ changes: [change], jobs }) });
      void queries.invalidateQueries({ queryKey: ['asset', id] });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
}
