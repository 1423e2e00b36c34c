import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf, filesText, importProblemsText } from '../../../../src/contract/count-words.ts';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import type { FailureGroup, ImportView } from '../../../../src/contract/import.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { AssetThumb } from '../../parts/asset-thumb.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyCode } from '../../parts/copy-code.tsx';
import { useTakeBack } from '../../parts/use-take-back.ts';
import { notify } from '../../state/notices.ts';
import { middleCut, shownName, withoutPaths } from '../../words/path.ts';
import { HelpText } from '../../parts/help-text.tsx';

const STAGES = {
  read: 'could not be read',
  describe: 'with incomplete metadata',
  picture: 'without a picture',
  damage: 'damaged',
} as const;

/** The filter of the library that shows them. */
const FILTERS = { describe: 'metadata', picture: 'no-preview', damage: 'damaged' } as const;

interface FailureGroupsProps {
  readonly session: ImportView;
  readonly groups: readonly FailureGroup[];
  /** Of the groups' samples. */
  readonly cards: readonly AssetCard[];
  readonly onShow: (code: string) => void;
}

/** What failed, one line a cause: how many, why, what to do, and the button to try again. */
export function FailureGroups({ session, groups, cards, onShow }: FailureGroupsProps): ReactElement | null {
  const retry = useRetry(session.id);
  if (groups.length === 0) return null;
  return (
    <section aria-label="Problems">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="flex-1 text-read font-strong">
          {importProblemsText({ problems: session.problems, failed: session.counts.error ?? 0 })}
        </h2>
        <Button disabled={retry.isPending} onClick={() => retry.mutate({})}>
          <RotateCw size={14} aria-hidden /> Retry all
        </Button>
      </div>
      <ul className="flex flex-col">
        {groups.map((group) => (
          <li key={`${group.stage} ${group.code}`} className="flex items-start gap-3 border-t border-line py-3">
            <AssetThumb asset={sampleAsset(group)} cards={cards} />
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-baseline gap-x-3">
                <GroupTitle session={session} group={group} onShow={onShow} />
                <CopyCode code={group.code} />
              </div>
              <p>
                <HelpText text={group.help} />
              </p>
              <p className="text-muted [overflow-wrap:anywhere]" title={shownName(group.sample.path)}>
                {middleCut(shownName(group.sample.path), 72)}
                {group.sample.message === null ? '' : ` · ${withoutPaths(group.sample.message)}`}
              </p>
            </div>
            <Button
              disabled={retry.isPending}
              onClick={() => retry.mutate({ code: group.code })}
              aria-label={`Retry ${group.code}`}
            >
              <RotateCw size={14} aria-hidden /> <span className="max-[560px]:hidden">Retry</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const TITLE = 'rounded-control text-start font-strong hover:underline';

/** Files that could not be read are in the log below; those without picture or facts became assets. */
function GroupTitle({ session, group, onShow }: GroupTitleProps): ReactElement {
  const text = `${filesText(group)} ${STAGES[group.stage]}`;
  if (group.stage === 'read') {
    return (
      <button type="button" onClick={() => onShow(group.code)} className={TITLE}>
        {text}
      </button>
    );
  }
  return (
    <Link to="/" search={{ session: session.id, problem: FILTERS[group.stage] }} className={TITLE}>
      {text}
    </Link>
  );
}

interface GroupTitleProps extends Pick<FailureGroupsProps, 'session' | 'onShow'> {
  readonly group: FailureGroup;
}

function sampleAsset({ sample }: FailureGroup) {
  return sample.assetId === null ? null : { id: sample.assetId, name: sample.path };
}

/** Tries failed files of a session again. */
export function useRetry(id: ImportView['id']) {
  const queries = useQueryClient();
  const wayBack = useTakeBack();
  return useMutation({
    mutationFn: (which: { code?: string; item?: Parameters<typeof api.imports.retry>[0]['item'] }) =>
      api.imports.retry({ id, ...which }),
    onSuccess({ jobs, change }) {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      notify({
        tone: 'done',
        text: jobs === 0 ? 'There is nothing to try again.' : `Trying again: ${countOf(jobs, 'job')} waiting.`,
        ...wayBack({ changes: [change], jobs }),
      });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
}
