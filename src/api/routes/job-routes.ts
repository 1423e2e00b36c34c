import { AppError, toAppError } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import { cardsOf } from '../../catalogue/assets/asset-card.ts';
import { helpFor } from '../../contract/errors.ts';
import { ChangeId, type JobId } from '../../contract/ids.ts';
import type { JobProblem, JobSelection } from '../../contract/job.ts';
import type { ScheduleView } from '../../contract/job-overview.ts';
import { endedWell } from '../../jobs/ledger/admin.ts';
import { assertFits } from '../../jobs/ledger/admit.ts';
import { restoreRetried } from '../../ingest/session/restore-retried.ts';
import { failureGroups } from '../../jobs/overview/failure-groups.ts';
import { listSchedules } from '../../jobs/overview/list-groups.ts';
import { listJobs } from '../../jobs/overview/list-jobs.ts';
import { allSelected, changedJobs, changeSelected } from '../../jobs/overview/select-jobs.ts';
import { viewJob } from '../../jobs/overview/view-job.ts';
import { terminal, unstarted } from '../../jobs/states.ts';
import { pruneByFilter } from '../../jobs/prune-by-filter.ts';
import { runScheduleNow } from '../../jobs/run-schedule-now.ts';
import type { ApiNeeds } from '../api-needs.ts';
import { forCaller } from '../for-caller.ts';
import { api } from '../implement.ts';
import { assertNames, assertQueue, assertSchedule } from './known-names.ts';
import { undoableOf } from './undoable-of.ts';

const overview = api.jobs.overview.handler(async ({ context }) =>
  forCaller(context, await context.needs.overview.view()),
);

const status = api.jobs.status.handler(({ context }) => context.needs.overview.status());

const stats = api.jobs.stats.handler(({ input, context }) => context.needs.overview.stats(input.minutes));

const failures = api.jobs.failures.handler(async ({ input, context }) => {
  const { reader } = context.needs;
  const groups = await failureGroups(reader, input);
  const samples = groups.flatMap(({ sample }) => sample.asset?.id ?? []);
  return forCaller(context, { groups, cards: await cardsOf(reader, samples) });
});

const schedules = api.jobs.schedules.handler(({ context }) => schedulesNow(context.needs));

const pauseSchedule = api.jobs.pauseSchedule.handler(async ({ input, context }) => {
  await assertSchedule(context.needs, input.key);
  await context.needs.admin.pauseSchedule(input.key);
  return await schedulesNow(context.needs);
});

const resumeSchedule = api.jobs.resumeSchedule.handler(async ({ input, context }) => {
  await assertSchedule(context.needs, input.key);
  await context.needs.admin.resumeSchedule(input.key);
  return await schedulesNow(context.needs);
});

const runSchedule = api.jobs.runSchedule.handler(async ({ input, context }) => {
  await assertSchedule(context.needs, input.key);
  const { ingest, asked, kinds, hasWork } = context.needs;
  const run = await runScheduleNow({ db: ingest.db, sink: asked, kinds, hasWork }, input.key, ingest.clock.now());
  return { ...run, ...(await schedulesNow(context.needs)) };
});

const list = api.jobs.list.handler(async ({ input, context }) => {
  const { cursor, limit, ...filter } = input;
  const page = await listJobs(context.needs.reader, filter, { cursor, limit });
  if (page.rows.length === 0) await assertNames(context.needs, filter);
  return forCaller(context, page);
});

const get = api.jobs.get.handler(async ({ input, context }) => {
  const { reader, overview: jobs } = context.needs;
  return forCaller(context, await viewJob(reader, input.id, await jobs.look()));
});

const retry = api.jobs.retry.handler(async ({ input, context: { needs } }) => {
  const isNamed = input.ids !== undefined || input.filter?.state === 'done';
  const done = await undoable(needs, input, {
    // what ended well is done again where it is named or asked for, never because a filter meets it too
    meets: { states: isNamed ? [...terminal, 'scheduled'] : ['failed', 'cancelled', 'scheduled'], tried: true },
    change: (ids, change) => needs.admin.retry(ids, { caps: needs.config.current().jobs.caps, change }),
    // a part of what was asked for would help nobody to find the rest
    isWhole: isNamed,
  });
  const refused = isNamed && input.dryRun === true ? await refusalOf(needs, input) : undefined;
  return { ...done, ...(refused === undefined ? {} : { refused }) };
});

const cancel = api.jobs.cancel.handler(({ input, context: { needs } }) =>
  undoable(needs, input, {
    meets: { states: [...unstarted, 'running'] },
    change: (ids, by) => needs.admin.cancel(ids, by),
  }),
);

const ignore = api.jobs.ignore.handler(({ input, context: { needs } }) =>
  undoable(needs, input, {
    meets: { states: ['failed'], ignored: false },
    change: (ids, by) => needs.admin.ignore(ids, by),
  }),
);

const unignore = api.jobs.unignore.handler(({ input, context: { needs } }) =>
  undoable(needs, input, {
    meets: { states: ['failed'], ignored: true },
    change: (ids, by) => needs.admin.unignore(ids, by),
  }),
);

const hold = api.jobs.hold.handler(({ input, context: { needs } }) =>
  undoable(needs, input, {
    meets: { states: ['scheduled', 'blocked', 'ready'] },
    change: (ids, by) => needs.admin.hold(ids, by),
  }),
);

const release = api.jobs.release.handler(({ input, context: { needs } }) =>
  undoable(needs, input, {
    meets: { states: ['held'] },
    change: (ids, by) => needs.admin.unhold(ids, by),
  }),
);

const prioritise = api.jobs.prioritise.handler(({ input, context: { needs } }) => {
  const { priority, ...selection } = input;
  return undoable(needs, selection, {
    meets: { states: unstarted },
    change: (ids, by) => needs.admin.prioritise(ids, priority, by),
  });
});

const undo = api.jobs.undo.handler(async ({ input: { change }, context: { needs } }) => {
  let jobs = 0;
  for await (const changed of changedJobs(needs.reader, change)) {
    jobs += await needs.admin.undo(changed);
    await restoreRetried(needs.ingest.db, changed);
  }
  return { jobs };
});

const prune = api.jobs.prune.handler(async ({ input, context }) => {
  const { reader, admin, ingest } = context.needs;
  const pruned = await pruneByFilter({ db: ingest.db, reader, admin }, input, ingest.clock.now());
  if (pruned.matched === 0) await assertNames(context.needs, input.filter);
  return pruned;
});

const pause = api.jobs.pause.handler(async ({ input, context }) => {
  await assertQueue(context.needs, input.name);
  await context.needs.admin.pause(input.name, input.by, input.forMs);
  return await context.needs.overview.queue(input.name);
});

const resume = api.jobs.resume.handler(async ({ input, context }) => {
  await assertQueue(context.needs, input.name);
  await context.needs.admin.resume(input.name);
  return await context.needs.overview.queue(input.name);
});

const probe = api.jobs.probe.handler(async ({ input, context }) => {
  const { admin, overview } = context.needs;
  const { services } = await overview.view();
  if (!services.some(({ name }) => name === input.name))
    throw new AppError('service_unknown', `Nothing is known to wait for ${input.name}`);
  await admin.probe(input.name);
  return { services: (await overview.view()).services };
});

const limit = api.jobs.limit.handler(async ({ input, context }) => {
  await assertQueue(context.needs, input.name);
  await context.needs.admin.limitQueue(input.name, input.concurrency);
  return await context.needs.overview.queue(input.name);
});

async function schedulesNow({ reader, ingest }: ApiNeeds): Promise<{ schedules: ScheduleView[] }> {
  return { schedules: await listSchedules(reader, ingest.clock.now()) };
}

/** Why finished jobs would not be done again, where a cap is in the way. */
async function refusalOf({ reader, config }: ApiNeeds, selection: JobSelection): Promise<JobProblem | undefined> {
  const ids = await allSelected(reader, selection, { states: ['done'] });
  try {
    await assertFits(reader, await endedWell(reader, ids), config.current().jobs.caps);
    return undefined;
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'queue_full') throw error;
    return { code, message, cause: 'busy', help: helpFor(code) };
  }
}

interface Undoable {
  readonly meets: Parameters<typeof changeSelected>[2]['meets'];
  readonly isWhole?: boolean;
  change(ids: readonly JobId[], by: ChangeId): Promise<number>;
}

/** All that is changed by one call is one change, by which it can be taken back. */
async function undoable(
  needs: ApiNeeds,
  selection: JobSelection,
  { change, ...how }: Undoable,
): Promise<{ jobs: number; change?: ChangeId }> {
  const { reader, ingest } = needs;
  const by = ChangeId.parse(newId('ch', ingest.clock.now()));
  const jobs = await changeSelected(reader, selection, { ...how, change: (ids) => change(ids, by) });
  if (jobs === 0) await assertNames(needs, selection.filter ?? {});
  return selection.dryRun === true ? { jobs } : undoableOf({ jobs, change: by });
}

/** Jobs: look at them, and set right what went wrong. */
export const jobRoutes = {
  overview,
  status,
  stats,
  failures,
  schedules,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  list,
  get,
  retry,
  cancel,
  ignore,
  unignore,
  hold,
  release,
  prioritise,
  undo,
  prune,
  pause,
  resume,
  probe,
  limit,
};
