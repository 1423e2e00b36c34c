import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ScheduleRun, scheduleRunText } from '../../../../src/contract/schedule-run.ts';
import { api } from '../../api/client.ts';
import type { JobIdText } from '../../api/work-queries.ts';
import { toProblem } from '../../api/problem.ts';
import { notify } from '../../state/notices.ts';

/** A change of a schedule; `name` is what people know it by; `isBack` = it takes one back. */
interface ScheduleChange {
  readonly to: 'pause' | 'resume' | 'run';
  readonly key: string;
  readonly name: string;
  readonly isBack?: boolean;
}

function undoOf(change: ScheduleChange): ScheduleChange {
  return { ...change, isBack: change.isBack !== true, to: change.to === 'pause' ? 'resume' : 'pause' };
}

async function ask({ to, key }: ScheduleChange): Promise<ScheduleRun | null> {
  if (to === 'run') return await api.jobs.runSchedule({ key });
  await (to === 'pause' ? api.jobs.pauseSchedule({ key }) : api.jobs.resumeSchedule({ key }));
  return null;
}

const TOLD: Readonly<Record<'pause' | 'resume', (name: string) => string>> = {
  pause: (name) => `${name} is paused: it does not come back until it is resumed.`,
  resume: (name) => `${name} comes back at its times.`,
};

/** Pauses and resumes schedules, with a way back, and does their work now. */
export function useScheduleChange() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: ask,
    onSuccess(run, change) {
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      const { to } = change;
      if (run !== null) {
        const { job } = run;
        const open = (id: JobIdText) => (): void => void navigate({ to: '/jobs/$id', params: { id } });
        const action = job === null ? undefined : { label: 'Open job', run: open(job) };
        notify({ tone: 'done', text: scheduleRunText(run), action });
      } else if (to !== 'run') {
        const action = { label: change.isBack === true ? 'Redo' : 'Undo', run: () => mutate(undoOf(change)) };
        notify({ tone: 'done', text: TOLD[to](change.name), action });
      }
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return { run: (change: ScheduleChange): void => mutate(change), busy: isPending };
}
