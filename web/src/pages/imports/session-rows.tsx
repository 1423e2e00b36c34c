import { Link } from '@tanstack/react-router';
import { Ban, CircleCheck, CircleX, Clock, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { problemsText } from '../../../../src/contract/count-words.ts';
import type { ImportView } from '../../../../src/contract/import.ts';
import { useNow } from '../../parts/app-context.ts';
import { duration } from '../../words/duration.ts';
import { bytes, count } from '../../words/number.ts';
import { middleCut, shownName } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { summary } from './outcome-words.ts';

interface StateLook {
  readonly icon: LucideIcon;
  readonly look: string;
  readonly word: string;
}

/** How a session's state is shown: icon, colour and word. */
export function sessionLook(session: ImportView): StateLook {
  if (session.state === 'failed') return { icon: CircleX, look: 'text-bad', word: 'Failed' };
  if (session.state === 'cancelled') return { icon: Ban, look: 'text-wait', word: 'Stopped' };
  if (session.state !== 'done')
    return { icon: Clock, look: 'text-wait', word: session.state === 'waiting' ? 'Waiting' : 'Running' };
  if (session.problems > 0)
    return { icon: TriangleAlert, look: 'text-warn', word: problemsText(session.problems, 'file') };
  return { icon: CircleCheck, look: 'text-ok', word: 'Done' };
}

/** Past imports, newest first. */
export function SessionRows({ sessions }: { readonly sessions: readonly ImportView[] }): ReactElement {
  const now = useNow();
  return (
    <ul>
      {sessions.map((session) => {
        const { icon: Icon, look, word } = sessionLook(session);
        return (
          <li key={session.id} className="border-t border-line">
            <Link
              to="/imports/$id"
              params={{ id: session.id }}
              className="grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-3 rounded-control py-3 hover:bg-hover"
            >
              <Icon size={16} aria-label={word} className={look} />
              <div className="min-w-0">
                <div className="flex items-baseline gap-2">
                  <span className="shrink-0 text-read font-strong">{shownName(session.title)}</span>
                  <span className="truncate text-muted max-[560px]:hidden" title={shownName(session.folder)}>
                    {middleCut(shownName(session.folder), 60)}
                  </span>
                </div>
                <div className="truncate text-muted tabular-nums max-[560px]:whitespace-normal">
                  {session.message ?? summary(session, count)}
                  {session.problems > 0 && session.state === 'done'
                    ? ` · ${problemsText(session.problems, 'file')}`
                    : ''}
                </div>
              </div>
              <div className="pe-2 text-end text-muted tabular-nums">
                <div title={exactTime(session.startedAt)}>{relativeTime(session.startedAt, now)}</div>
                <div className="text-small max-[560px]:hidden">
                  {bytes(session.bytes)}
                  {session.endedAt === null
                    ? ''
                    : ` in ${duration(Date.parse(session.endedAt) - Date.parse(session.startedAt))}`}
                </div>
              </div>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
