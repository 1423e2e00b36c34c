import {
  Ban,
  CircleCheck,
  CircleX,
  Clock,
  Hand,
  Hourglass,
  LoaderCircle,
  PlugZap,
  RotateCw,
  type LucideIcon,
} from 'lucide-react';
import type { JobRow } from '../../../../src/contract/job.ts';
import { stateWord } from '../../words/job.ts';

interface StateLook {
  readonly icon: LucideIcon;
  readonly look: string;
  readonly word: string;
}

const LOOKS = {
  held: { icon: Hand, look: 'text-warn' },
  waiting: { icon: Hourglass, look: 'text-wait' },
  scheduled: { icon: Clock, look: 'text-wait' },
  blocked: { icon: PlugZap, look: 'text-warn' },
  ready: { icon: Clock, look: 'text-wait' },
  running: { icon: LoaderCircle, look: 'text-accent' },
  done: { icon: CircleCheck, look: 'text-ok' },
  failed: { icon: CircleX, look: 'text-bad' },
  cancelled: { icon: Ban, look: 'text-wait' },
} as const satisfies Record<JobRow['state'], { icon: LucideIcon; look: string }>;

/** How a job's state is shown: icon, colour and word. A delayed job that has failed before is tried again. */
export function stateLook(job: Pick<JobRow, 'state' | 'attempt' | 'ignored' | 'cancelRequested'>): StateLook {
  const base = { ...LOOKS[job.state], word: stateWord(job.state) };
  if (job.state === 'scheduled' && job.attempt > 0) return { icon: RotateCw, look: 'text-warn', word: 'Tried again' };
  if (job.state === 'running' && job.cancelRequested) return { ...base, look: 'text-warn', word: 'Being cancelled' };
  return job.state === 'failed' && job.ignored ? { ...base, look: 'text-wait', word: 'Failed, ignored' } : base;
}
