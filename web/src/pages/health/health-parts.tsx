import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { ReactElement } from 'react';
import type { HealthPart } from '../../../../src/contract/health.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { rootsQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { CopyCode } from '../../parts/copy-code.tsx';
import { HelpText } from '../../parts/help-text.tsx';
import { notify } from '../../state/notices.ts';
import { withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { useQueueChange } from '../jobs/use-queue-change.ts';

const LOOKS = {
  ok: { icon: CircleCheck, look: 'text-ok', word: 'Works' },
  warn: { icon: CircleAlert, look: 'text-warn', word: 'Needs attention' },
  bad: { icon: CircleX, look: 'text-bad', word: 'Does not work' },
} as const;

const GROUPS = [
  ['work', 'Work'],
  ['storage', 'Storage'],
  ['database', 'Database'],
  ['tools', 'Tools and settings'],
  ['logs', 'Logs'],
] as const;

interface HealthPartsProps {
  readonly parts: readonly HealthPart[];
  readonly now: number;
}

/** What is wrong on top, then one line a part by group. */
export function HealthParts({ parts, now }: HealthPartsProps): ReactElement {
  const wrong = parts.filter(({ state }) => state !== 'ok');
  const fine = parts.filter(({ state }) => state === 'ok');
  return (
    <>
      {wrong.length === 0 ? null : (
        <section aria-label="Needs attention">
          <ul className="flex flex-col">
            {wrong.map((part) => (
              <Wrong key={part.id} part={part} now={now} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Works" className="columns-2 gap-8 max-[720px]:columns-1">
        {GROUPS.map(([group, title]) => {
          const own = fine.filter((part) => part.group === group);
          return own.length === 0 ? null : (
            <div key={group} className="mb-6 break-inside-avoid">
              <h3 className="mb-1 font-strong text-muted">{title}</h3>
              <ul>
                {own.map((part) => (
                  <li key={part.id} className="flex min-h-8 items-center gap-2 border-t border-line py-1">
                    <CircleCheck size={14} aria-label="Works" className="shrink-0 text-ok" />
                    <span className="min-w-[35%] flex-1 [overflow-wrap:anywhere]">{part.title}</span>
                    <span className="min-w-0 text-end text-muted [overflow-wrap:anywhere]">
                      {withoutPaths(part.detail)}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </section>
    </>
  );
}

function Wrong({ part, now }: { readonly part: HealthPart; readonly now: number }): ReactElement {
  const { icon: Icon, look, word } = LOOKS[part.state];
  return (
    <li className="flex items-start gap-3 border-t border-line py-3 max-[560px]:flex-wrap">
      <Icon size={20} aria-label={word} className={`shrink-0 ${look}`} />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-read font-strong">{part.title}</span>
          <CopyCode code={part.code} />
          <span className="text-small text-muted">
            {part.mandatory ? '' : 'optional'}
            {part.sinceAt === null ? null : (
              <span title={exactTime(part.sinceAt)}>
                {part.mandatory ? '' : ' · '}since {relativeTime(part.sinceAt, now)}
              </span>
            )}
          </span>
        </div>
        <p>{part.detail}</p>
        {part.cause === null || part.cause === part.detail ? null : <p className="text-muted">{part.cause}</p>}
        {part.next === null ? null : (
          <p className="mt-1">
            <HelpText text={part.next} />
          </p>
        )}
      </div>
      <ActionButton action={part.action} />
    </li>
  );
}

const LINK =
  'inline-flex h-8 shrink-0 items-center rounded-control border border-line bg-raised px-3 hover:bg-hover pointer-coarse:h-11';

function ActionButton({ action }: Pick<HealthPart, 'action'>): ReactElement | null {
  const queue = useQueueChange();
  const scan = useScan();
  if (action === null) return null;
  const { id, name } = action;
  if (id === 'open-logs')
    return (
      <Link to="/logs" search={{ level: 'warn' }} className={LINK}>
        Open logs
      </Link>
    );
  if (id === 'open-jobs')
    return (
      <Link to="/jobs" search={name === null ? {} : { tab: 'waiting', queue: name }} className={LINK}>
        Open jobs
      </Link>
    );
  const mends = {
    'resume-queue': ['Resume', () => name !== null && queue.run({ to: 'resume', name })],
    'scan-root': ['Scan again', () => scan.mutate(name)],
  } as const;
  const [word, run] = mends[id];
  return (
    <Button disabled={queue.busy || scan.isPending} onClick={() => void run()}>
      {word}
    </Button>
  );
}

/** Takes in what is new in a storage root. */
function useScan() {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn(name: string | null) {
      const { roots } = await queries.ensureQueryData(rootsQuery);
      const root = roots.find((one) => one.id === name);
      if (root) await api.imports.start({ path: root.path });
    },
    onSuccess() {
      notify({ tone: 'done', text: 'The folder is being scanned.' });
      void queries.invalidateQueries({ queryKey: ['health'] });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
}
