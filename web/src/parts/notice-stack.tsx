import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useSyncExternalStore, type ReactElement } from 'react';
import { dismiss, noticeStore, runAction, type Notice } from '../state/notices.ts';
import { Button, IconButton } from './button.tsx';
import { CopyCode } from './copy-code.tsx';
import { HelpText } from './help-text.tsx';

/** Messages of finished (polite) and failed (assertive) actions. */
export function NoticeStack(): ReactElement {
  const notices = useSyncExternalStore(noticeStore.subscribe, noticeStore.get);
  const of = (tone: Notice['tone']): Notice[] => notices.filter((notice) => notice.tone === tone);
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-10 z-40 flex flex-col items-center gap-2 px-4 max-[720px]:bottom-24">
      <div role="status" aria-live="polite" className="contents">
        {of('done').map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
      <div role="alert" className="contents">
        {of('bad').map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
    </div>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }): ReactElement {
  const Icon = notice.tone === 'bad' ? CircleAlert : CircleCheck;
  return (
    <div className="pointer-events-auto flex max-w-[72ch] items-center gap-3 rounded-panel border border-line bg-raised py-1 ps-3 pe-1 shadow-float">
      <Icon size={16} aria-hidden className={`shrink-0 ${notice.tone === 'bad' ? 'text-bad' : 'text-ok'}`} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {notice.text}
        {notice.detail === undefined ? null : (
          <span className="text-muted">
            {' '}
            <HelpText text={notice.detail} />
          </span>
        )}
      </span>
      {notice.code === undefined ? null : <CopyCode code={notice.code} />}
      {notice.action ? (
        <Button look="quiet" onClick={() => runAction(notice)} className="text-accent">
          {notice.action.label}
        </Button>
      ) : null}
      <IconButton label="Dismiss" side="top" onClick={() => dismiss(notice.id)}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
