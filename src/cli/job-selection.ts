import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { AssetId, type ChangeId, JobId, SessionId } from '../contract/ids.ts';
import { JobFilter, type JobSelection, JobState } from '../contract/job.ts';

/** Flags that narrow the jobs of a command. */
export const jobFilterFlags = {
  state: JobFilter.shape.state
    .describe(`One of ${JobState.options.join(', ')}; or open, ended`)
    .meta({ placeholder: 'state' }),
  queue: z.string().optional().describe('Only of this queue').meta({ placeholder: 'name' }),
  kind: z.string().optional().describe('Only of this kind').meta({ placeholder: 'name' }),
  code: z.string().optional().describe('Only with this error code').meta({ placeholder: 'code' }),
  asset: AssetId.optional().describe('Only for this asset').meta({ placeholder: 'as_…' }),
  session: SessionId.optional().describe('Only of this import').meta({ placeholder: 'is_…' }),
};

/** Jobs by their ids. */
export const jobIds = z
  .array(JobId)
  .default([])
  .describe('Ids of jobs (jb_…); without any, those that the flags match')
  .meta({ placeholder: 'job' });

/** The values of `jobFilterFlags`. */
export type JobFilterFlags = { readonly [K in keyof typeof jobFilterFlags]: z.output<(typeof jobFilterFlags)[K]> };

/** The flags as the filter of the API. */
export function filterOf({ state, queue, kind, code, asset, session }: JobFilterFlags): Omit<JobFilter, 'ignored'> {
  return { state, queue, kind, code, asset, session };
}

/**
 * What an action is for: the ids, else what the flags match. `all` is asked for where neither is given, so that a
 * forgotten flag changes nothing. @throws bad_call
 */
export function selectionOf(
  ids: readonly JobId[],
  flags: JobFilterFlags & { readonly all: boolean; readonly dryRun: boolean },
  defaultState: JobFilter['state'],
): JobSelection {
  const filter = filterOf(flags);
  const hasFilter = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0 && hasFilter) throw new AppError('bad_call', 'Name either ids or flags that match');
  const { dryRun } = flags;
  if (ids.length > 0) return { ids: [...ids], dryRun };
  if (!hasFilter && !flags.all) throw new AppError('bad_call', 'Name jobs, a flag that matches some, or --all');
  return { filter: { ...filter, state: filter.state ?? defaultState }, dryRun };
}

/** How a change is taken back, for people. */
export function wayBack(change: ChangeId | undefined): string {
  return change === undefined ? '' : `\nTake it back: supervisor jobs undo ${change}`;
}

/** `--all`, for commands that change jobs. */
export const allFlag = z
  .boolean()
  .default(false)
  .describe('All that the command is for; asked for where nothing else is named');

/** `--dry-run`, for commands that change jobs. */
export const dryRunFlag = z.boolean().default(false).describe('Change nothing, only count');
