import { Link } from '@tanstack/react-router';
import { Play, RotateCw } from 'lucide-react';
import type { ReactElement } from 'react';
import type { WhyNot } from '../../../../src/contract/job.ts';
import { useNow } from '../../parts/app-context.ts';
import { Button } from '../../parts/button.tsx';
import { HelpText } from '../../parts/help-text.tsx';
import { Notebox } from '../../parts/problem-box.tsx';
import { untilWords } from '../../words/time.ts';
import { LookNow } from './look-now.tsx';
import { useJobActions } from './use-job-actions.ts';
import { useQueueChange } from './use-queue-change.ts';

/** Causes that end by themselves or were wanted: a remark, not an alarm. */
const CALM = new Set<WhyNot['cause']>([
  'paused',
  'outside-window',
  'someone-browses',
  'switched-off',
  'limit-reached',
  'slots-full',
  'scheduled-later',
  'retry-later',
  'waits-for-jobs',
  'held',
  'about-to-start',
]);

function RetryNow({ queue }: { readonly queue: string }): ReactElement {
  const { act, busy } = useJobActions();
  return (
    <Button
      disabled={busy}
      onClick={() => act('retry', { filter: { state: 'scheduled', queue } })}
      className="mt-2 self-start"
    >
      <RotateCw size={14} aria-hidden /> Try now
    </Button>
  );
}

interface WhyBoxProps {
  readonly why: WhyNot;
  readonly title: string;
  /** About a queue, not about one job: its next tries can be had now. */
  readonly whole?: boolean;
}

/** Why nothing runs: the cause, when it ends by itself, and what to do, with the button where we can do it. */
export function WhyBox({ why, title, whole = false }: WhyBoxProps): ReactElement {
  const now = useNow(1_000);
  const change = useQueueChange();
  const { queue } = why;
  return (
    <Notebox tone={CALM.has(why.cause) ? 'warn' : 'bad'} title={title} code={why.cause}>
      <p>{why.sentence}</p>
      {why.untilAt === null ? null : (
        <p className="text-muted tabular-nums">
          {why.service === null ? 'Goes on' : 'Tried again'} {untilWords(why.untilAt, now)}.
        </p>
      )}
      {why.cure === null ? null : (
        <p className="text-muted">
          <HelpText text={why.cure} />
        </p>
      )}
      {why.cause === 'paused' && queue !== null ? (
        <Button
          disabled={change.busy}
          onClick={() => change.run({ to: 'resume', name: queue })}
          className="mt-2 self-start"
        >
          <Play size={14} aria-hidden /> Resume {queue}
        </Button>
      ) : null}
      {why.service === null ? null : <LookNow service={why.service} />}
      {whole && why.cause === 'retry-later' && queue !== null ? <RetryNow queue={queue} /> : null}
      {why.cause === 'disk-full' ? (
        <Link to="/health" className="mt-2 self-start underline hover:text-text">
          Which disk: see health
        </Link>
      ) : null}
    </Notebox>
  );
}
