import { isoTimeOrNull } from '../../base/iso-time.ts';
import { countOf } from '../../contract/count-words.ts';
import { helpFor } from '../../contract/errors.ts';
import type { WhyNot } from '../../contract/job.ts';
import type { QueueCounts } from '../../contract/job-overview.ts';
import type { JobError } from '../job-record.ts';

/** What is known of a queue when somebody asks why nothing of it runs. Times in milliseconds UTC. */
export interface QueueFacts {
  readonly queue: string;
  /** False for one that no kind has any more: the settings gave it another name. */
  readonly isKnown: boolean;
  readonly counts: QueueCounts;
  /** False while the volume of the database is full: nothing can begin or end. */
  readonly hasRoom: boolean;
  /** What the database refuses the worker of this process, which then can write down neither that nor anything else. */
  readonly refusal: Pick<JobError, 'code' | 'message'> | null;
  readonly paused: { readonly by: string; readonly untilMs: number | null } | null;
  /** Most jobs of it at once, over all workers. */
  readonly concurrency: number | null;
  /** Set while its policy keeps it from running. */
  readonly closed: { readonly why: 'hours' | 'busy' | 'off'; readonly untilMs: number | null } | null;
  /** Of the due jobs those that no service holds back, and since when the first of them is due. */
  readonly startable: { readonly count: number; readonly sinceMs: number | null };
  /** Services that are down and that jobs of it need; storage roots are services, too. */
  readonly down: readonly DownFact[];
  /** What no live worker that takes this queue reaches, though it is there, and all its due jobs need: storage roots by name. */
  readonly unseen: readonly string[];
  /** Live workers: all, those that take this queue, those whose database refuses, and those whose slots are taken by other jobs. */
  readonly workers: {
    readonly live: number;
    readonly serving: number;
    readonly inError: number;
    readonly full: number;
  };
  /** The first of its delayed jobs, and whether that is a retry. */
  readonly next: { readonly atMs: number; readonly isRetry: boolean; readonly code: string | null } | null;
  /** Of those in `counts.waiting`: held by a person. */
  readonly held: number;
}

/** A service that is down: `id` as the ledger calls it, `name` as people know it. */
export interface DownFact {
  readonly id: string;
  readonly name: string;
  readonly is: 'root' | 'disk' | 'tool' | 'service';
  readonly nextProbeMs: number | null;
}

/** A due job that has waited no longer than this is on its way. */
const ON_ITS_WAY_MS = 2_000;

/** The one cause why nothing of a queue runs, the nearest to the person first; `running` where something does. */
export function whyNot(facts: QueueFacts, nowMs: number): WhyNot {
  const { counts, queue } = facts;
  const say = sayOf(queue);
  const open = counts.running + counts.ready + counts.blocked;
  if (!facts.hasRoom && open > 0)
    return say('disk-full', `${countOf(open, 'job')} of ${queue} cannot go on: the disk of the database is full`, {
      cure: FREE,
    });
  if (facts.refusal && open > 0) {
    const { code, message } = facts.refusal;
    const stands = countOf(open, `job of ${queue} stands still`, `jobs of ${queue} stand still`);
    return say('worker-error', `${stands}. ${message}`, { cure: cureOf(code) });
  }
  if (counts.running > 0 && counts.ready === 0)
    return say('running', countOf(counts.running, `job of ${queue} runs`, `jobs of ${queue} run`));
  if (facts.startable.count > 0 || (counts.ready > 0 && counts.running > 0)) return whyDueWaits(facts, nowMs, say);
  return whyNothingIsDue(facts, say);
}

type Say = (
  cause: WhyNot['cause'],
  sentence: string,
  more?: { cure?: string; untilMs?: number | null; service?: string | undefined },
) => WhyNot;

/** How the reason of a queue is put together. */
export function sayOf(queue: string): Say {
  return (cause, sentence, more = {}) => ({
    cause,
    sentence,
    cure: more.cure ?? null,
    queue,
    service: more.service ?? null,
    untilAt: isoTimeOrNull(more.untilMs),
  });
}

function whyDueWaits(facts: QueueFacts, nowMs: number, say: Say): WhyNot {
  const { counts, queue, paused, closed, workers, concurrency } = facts;
  const waiting = countOf(counts.ready, `job of ${queue} is due`, `jobs of ${queue} are due`);
  if (paused) {
    const sentence = `${waiting}, but the queue was paused by ${paused.by}`;
    return say('paused', sentence, { cure: 'Resume the queue', untilMs: paused.untilMs });
  }
  if (closed?.why === 'hours')
    return say('outside-window', `${waiting}, but the queue runs only at its hours`, { untilMs: closed.untilMs });
  if (closed?.why === 'off')
    return say('switched-off', `${waiting}, but the settings let none of them start`, { cure: LET });
  if (closed) return say('someone-browses', `${waiting}, but the queue rests while somebody uses the library`);
  if (counts.running > 0) {
    return concurrency !== null && counts.running >= concurrency
      ? say('limit-reached', `${waiting}, and as many run as the queue allows (${concurrency})`, {
          cure: 'Raise the limit of the queue',
        })
      : say('running', `${waiting}, and ${counts.running} run`);
  }
  const { live, inError, serving, full } = workers;
  if (live === 0) {
    return say('no-worker', `${waiting}, but no worker is alive`, {
      cure: 'Start one: supervisor start, or supervisor work',
    });
  }
  if (inError === live) {
    return say('worker-error', `${waiting}, but the database refuses the workers`, {
      cure: 'See the error of the worker: mostly the disk is full or the database is locked',
    });
  }
  if (serving === 0) {
    return say('no-worker-for-queue', `${waiting}, but no live worker takes this queue`, {
      cure: facts.isKnown ? `Start one that does: supervisor work --queues ${queue}` : OLD_NAME,
    });
  }
  if (facts.unseen.length > 0) {
    return say('no-worker-for-queue', `${waiting}, but no live worker sees ${facts.unseen.join(', ')}`, {
      cure: 'Start one on a machine that does, or say there where it lies: roots.<id>.path',
    });
  }
  if (full >= serving) return say('slots-full', `${waiting}, but the workers are full with jobs of other queues`);
  const isLate = nowMs - (facts.startable.sinceMs ?? nowMs) > ON_ITS_WAY_MS;
  return say(
    'about-to-start',
    isLate ? `${waiting} and about to start; the worker has other work first` : `${waiting} and about to start`,
  );
}

function whyNothingIsDue(facts: QueueFacts, say: Say): WhyNot {
  const { counts, queue, next, held } = facts;
  if (counts.blocked + counts.ready > 0) return whyServiceIsDown(facts, say);
  if (counts.delayed > 0) {
    const waiting = countOf(counts.delayed, `job of ${queue} waits`, `jobs of ${queue} wait`);
    return next?.isRetry
      ? say('retry-later', `${waiting} to be tried again${lastError(next.code)}`, {
          untilMs: next.atMs,
          ...(next.code === null ? {} : { cure: cureOf(next.code) }),
        })
      : say(
          'scheduled-later',
          `${waiting} for ${counts.delayed === 1 ? 'its' : 'their'} time: the next one is planned for later`,
          { untilMs: next?.atMs ?? null },
        );
  }
  if (held > 0)
    return say('held', `${countOf(held, `job of ${queue} is`, `jobs of ${queue} are`)} held by a person`, {
      cure: 'Release them',
    });
  if (counts.waiting > 0)
    return say('waits-for-jobs', `${countOf(counts.waiting, 'job')} of ${queue} can start when others have ended`);
  return say('all-done', `Nothing of ${queue} is left to do`);
}

/** The help of an error, as a cure stands in a sentence. */
function cureOf(code: string): string {
  return helpFor(code).replace(/\.$/u, '');
}

function lastError(code: string | null): string {
  return code === null ? '' : `; the last error was ${code}`;
}

/** Why nothing of a queue can go on for lack of a service, told by what is away. */
export function whyServiceIsDown({ counts, queue, down }: QueueFacts, say: Say): WhyNot {
  const names = (of: readonly DownFact[]): string => of.map(({ name }) => name).join(', ');
  const count = counts.blocked + counts.ready;
  const waiting = countOf(count, `job of ${queue} waits`, `jobs of ${queue} wait`);
  const of = (is: DownFact['is']): readonly DownFact[] => down.filter((one) => one.is === is);
  const more = (cure: string, services: readonly DownFact[]) => {
    const [next] = services
      .filter(({ nextProbeMs }) => nextProbeMs !== null)
      .sort((a, b) => (a.nextProbeMs ?? 0) - (b.nextProbeMs ?? 0));
    return { cure, untilMs: next?.nextProbeMs ?? null, service: next?.id };
  };
  const [disks, roots, tools] = [of('disk'), of('root'), of('tool')];
  if (disks.length > 0) return say('disk-full', `${waiting}: the disk they write to is full`, more(FREE, disks));
  if (roots.length > 0 && roots.length === down.length)
    return say('root-offline', `${waiting}: ${names(roots)} is not there`, more(CONNECT, roots));
  if (tools.length > 0 && tools.length === down.length)
    return say('service-down', `${waiting} for ${names(tools)}, which no machine at work has`, more(INSTALL, tools));
  const what = down.length === 0 ? 'a service' : names(down);
  return say('service-down', `${waiting} for ${what}, which is down`, more(BRING_BACK, down));
}

const OLD_NAME =
  'The settings call no queue so any more: supervisor work moves them into the queue that they belong to, and runs them';
const LET = 'Raise or remove the limit of 0 in jobs.limits; `supervisor config preset apply full` does';
const CONNECT = 'Connect the disk or mount the share; the jobs go on by themselves';
const FREE = 'Free space on it; the jobs go on by themselves';
const INSTALL = 'Install it on one of the machines, see `supervisor doctor` there; the jobs go on by themselves';
const BRING_BACK = 'Bring it back; the jobs go on by themselves';

/** Causes that keep due work from running, the gravest first: the whole is as bad as its worst queue. */
const ORDER: readonly WhyNot['cause'][] = [
  'no-worker',
  'worker-error',
  'no-worker-for-queue',
  'paused',
  'disk-full',
  'service-down',
  'root-offline',
  'outside-window',
  'someone-browses',
  'limit-reached',
  'slots-full',
  'about-to-start',
  'retry-later',
  'held',
  'waits-for-jobs',
  'scheduled-later',
  'switched-off',
];

/** Why nothing runs at all, from the reasons of the queues; null while something runs or nothing is left to do. */
export function whyNothingRuns(reasons: readonly WhyNot[]): WhyNot | null {
  if (reasons.some(({ cause }) => cause === 'running' || cause === 'limit-reached')) return null;
  const worst = ORDER.flatMap((cause) => reasons.filter((reason) => reason.cause === cause))[0];
  if (worst === undefined) return null;
  const others = reasons.filter(({ cause, queue }) => cause === worst.cause && queue !== worst.queue).length;
  if (others === 0) return worst;
  return { ...worst, sentence: `${worst.sentence}; so it is with ${countOf(others, 'more queue')}` };
}
