import { Play } from 'lucide-react';
import type { ReactElement } from 'react';
import type { WhyNot } from '../../../../src/contract/job.ts';
import { useNow } from '../../parts/app-context.ts';
import { Button } from '../../parts/button.tsx';
import { Notebox } from '../../parts/problem-box.tsx';
import { untilWords } from '../../words/time.ts';
import { LookNow } from './look-now.tsx';
import { useQueueChange } from './use-queue-change.ts';

/** Causes that end by themselves or were wanted: a remark, not an alarm. */
const CALM = new Set<WhyNot['cause']>([
  'paused',
  'outside-window',
  'someone-browses',
  'limit-reached',
  'slots-full',
  'scheduled-later',
  'retry-later',
  'waits-for-jobs',
  'held',
  'about-to-start',
]);

interface WhyBoxProps {
  readonly why: WhyNot;
  readonly title: string;
}

/** Why nothing runs: the cause, when it ends by itself, and what to do, with the button where we can do it. */
export function WhyBox({ why, title }: WhyBoxProps): ReactElement {
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
      {why.cure === null ? null : <p className="text-muted">{why.cure}</p>}
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
    </Notebox>
  );
}
