import { Download, RefreshCw, Sparkle, X } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import { AssetId, type ChangeId } from '../../../../src/contract/ids.ts';
import { originalUrl } from '../../../../src/contract/api.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { Button, IconButton, Tip } from '../../parts/button.tsx';
import { useTakeBack } from '../../parts/use-take-back.ts';
import { useKeys } from '../../state/keys.ts';
import { notify } from '../../state/notices.ts';
import { count } from '../../words/number.ts';

interface SelectionBarProps {
  readonly chosen: number;
  readonly total: number;
  readonly ids: () => Promise<string[]>;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

/** The browser asks again and again beyond a few downloads; jobs for so many assets belong to a filter. */
const MOST_DOWNLOADS = 20;
const MOST_RETRIES = 500;
const MOST_SHARPER = 500;

/** What can be done with the chosen assets. */
export function SelectionBar({ chosen, total, ids, onAll, onClear }: SelectionBarProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const wayBack = useTakeBack();
  const act = (run: (ids: string[]) => Promise<void>): void => {
    setBusy(true);
    void ids()
      .then(run)
      .catch((error: unknown) => {
        const { message, help, code } = toProblem(error);
        notify({ tone: 'bad', text: message, detail: help, code });
      })
      .finally(() => setBusy(false));
  };
  const sharpen = (): void => act(sharpenAll);
  useKeys({ e: () => (chosen > MOST_SHARPER || busy ? undefined : sharpen()) });
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="absolute inset-x-0 bottom-4 z-10 mx-auto flex w-fit max-w-[calc(100%-24px)] items-center gap-1 rounded-panel border border-line bg-raised p-1 ps-4 shadow-float"
    >
      <span role="status" className="pe-2 font-strong whitespace-nowrap tabular-nums">
        {count(chosen)} selected
      </span>
      {chosen < total ? (
        <Button look="quiet" onClick={onAll} className="text-accent max-[560px]:hidden">
          Select all {count(total)}
        </Button>
      ) : null}
      <Action
        label="Download originals"
        icon={<Download size={16} aria-hidden />}
        most={MOST_DOWNLOADS}
        chosen={chosen}
        busy={busy}
        run={() => act(async (all) => all.forEach(download))}
      />
      <Action
        label="Make pictures again"
        icon={<RefreshCw size={16} aria-hidden />}
        most={MOST_RETRIES}
        chosen={chosen}
        busy={busy}
        run={() => act((all) => retryAll(all, wayBack))}
      />
      <Action
        label="Sharper previews"
        keys="E"
        icon={<Sparkle size={16} aria-hidden />}
        most={MOST_SHARPER}
        chosen={chosen}
        busy={busy}
        run={sharpen}
      />
      <IconButton label="Clear the selection" keys="Esc" side="top" onClick={onClear}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

interface ActionProps {
  readonly label: string;
  readonly keys?: string;
  readonly icon: ReactElement;
  readonly most: number;
  readonly chosen: number;
  readonly busy: boolean;
  readonly run: () => void;
}

function Action({ label, keys, icon, most, chosen, busy, run }: ActionProps): ReactElement {
  const tooMany = chosen > most;
  const button = (
    <Button
      look="quiet"
      aria-label={label}
      aria-disabled={tooMany || busy}
      onClick={() => (tooMany || busy ? undefined : run())}
      className={tooMany ? 'opacity-50' : ''}
    >
      {icon} <span className="max-[720px]:hidden">{label}</span>
    </Button>
  );
  return (
    <Tip
      side="top"
      text={tooMany ? `${label}: choose at most ${count(most)}` : label}
      {...(keys === undefined ? {} : { keys })}
    >
      {button}
    </Tip>
  );
}

function download(id: string): void {
  const link = document.createElement('a');
  link.href = originalUrl(id, 'download');
  link.download = '';
  link.click();
}

async function retryAll(ids: string[], wayBack: ReturnType<typeof useTakeBack>): Promise<void> {
  let jobs = 0;
  const changes: (ChangeId | undefined)[] = [];
  for (const id of ids) {
    const done = await api.assets.retry({ id: AssetId.parse(id) });
    jobs += done.jobs;
    changes.push(done.change);
  }
  notify({
    tone: 'done',
    text: `${countOf(jobs, 'job')} waiting for ${countOf(ids.length, 'asset')}.`,
    detail: 'Pictures appear as they are made.',
    ...wayBack({ changes, jobs }),
  });
}

/** Of many it only says how many are made sharper; why one is not stands on its own page. */
async function sharpenAll(ids: string[]): Promise<void> {
  const { enhanced } = await api.assets.enhance({ ids: ids.map((id) => AssetId.parse(id)) });
  const numberOf = (...statuses: string[]): number => enhanced.filter(({ status }) => statuses.includes(status)).length;
  const onTheirWay = numberOf('queued', 'already_queued');
  const full = numberOf('already_max');
  const others = enhanced.length - onTheirWay - full;
  const facts = [
    full === 0 ? null : `${countOf(full, 'original')} ${full === 1 ? 'gives' : 'give'} no more.`,
    others === 0 ? null : `${countOf(others, 'asset')} cannot be made sharper.`,
  ].filter((fact) => fact !== null);
  notify({
    tone: 'done',
    text:
      onTheirWay === 0
        ? 'No preview is made sharper.'
        : `${countOf(onTheirWay, 'sharper preview')} ${onTheirWay === 1 ? 'is' : 'are'} on the way.`,
    detail: facts.join(' '),
  });
}
