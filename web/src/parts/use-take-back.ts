import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { countOf } from '../../../src/contract/count-words.ts';
import type { ChangeId } from '../../../src/contract/ids.ts';
import { api } from '../api/client.ts';
import { toProblem } from '../api/problem.ts';
import { notify, type Notice } from '../state/notices.ts';

/** What was done to how many jobs, by which the server takes it back. */
interface Done {
  readonly changes: readonly (ChangeId | undefined)[];
  readonly jobs: number;
  /** Why it may be too late for some. */
  readonly past?: 'started already' | 'went on meanwhile';
}

/** What shows jobs, or what they are about. */
const SHOWN = [['jobs'], ['imports'], ['asset'], ['health']];

/** The way back from a change of jobs, for its notice; nothing where there is none. */
export function useTakeBack(): (done: Done) => Pick<Notice, 'action'> {
  const queries = useQueryClient();
  return (done) => {
    const changes = done.changes.filter((change) => change !== undefined);
    if (changes.length === 0) return {};
    return { action: { label: 'Undo', run: () => void takeBack(queries, { ...done, changes }) } };
  };
}

async function takeBack(queries: QueryClient, done: Done & { changes: readonly ChangeId[] }): Promise<void> {
  try {
    let jobs = 0;
    for (const change of done.changes) jobs += (await api.jobs.undo({ change })).jobs;
    notify({ tone: 'done', text: told(done, jobs) });
  } catch (error) {
    const { message, help, code } = toProblem(error);
    notify({ tone: 'bad', text: message, detail: help, code });
  }
  await Promise.all(SHOWN.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

function told({ jobs: asked, past = 'started already' }: Done, jobs: number): string {
  if (jobs === 0) return `${asked === 1 ? 'It' : 'They'} ${past}: there is nothing to take back.`;
  const rest = asked - jobs;
  return `Taken back: ${countOf(jobs, 'job')}.${rest > 0 ? ` ${countOf(rest, 'other')} ${past}.` : ''}`;
}
