import type { Kysely } from 'kysely';
import { up as assets } from './001-assets.ts';
import { up as assetFiles } from './002-asset-files.ts';
import { up as imports } from './003-imports.ts';
import { up as jobs } from './004-jobs.ts';
import { up as events } from './005-events.ts';
import { up as scanSkips } from './006-scan-skips.ts';
import { up as jobLedger } from './007-job-ledger.ts';
import { up as faultsAndLacks } from './008-faults-and-lacks.ts';
import { up as originalPaths } from './009-original-paths.ts';
import { up as operations } from './010-operations.ts';
import { up as reportsAndCaps } from './011-reports-and-caps.ts';
import { up as copiesAndEnds } from './012-copies-and-ends.ts';

/** One step of the schema. Known by its number and the hash of its SQL; the name may change. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

/** Every file of this folder, in order. Append only: a released migration is never edited. */
export const migrations: readonly Migration[] = [
  { id: 1, name: 'assets', description: 'Storage roots and assets', up: assets },
  { id: 2, name: 'asset-files', description: 'Files, tags as read and derivatives of assets', up: assetFiles },
  { id: 3, name: 'imports', description: 'Import sessions, items and traces', up: imports },
  { id: 4, name: 'jobs', description: 'Jobs, attempts, queues and workers', up: jobs },
  { id: 5, name: 'events', description: 'Events', up: events },
  { id: 6, name: 'scan-skips', description: 'Skipped files of scanned folders, traces of import items', up: scanSkips },
  {
    id: 7,
    name: 'job-ledger',
    description: 'Events, dependencies, groups, services and schedules of jobs',
    up: jobLedger,
  },
  {
    id: 8,
    name: 'faults-and-lacks',
    description: 'Failures of removed jobs, tools that workers lack',
    up: faultsAndLacks,
  },
  { id: 9, name: 'original-paths', description: 'Index of where files were taken from', up: originalPaths },
  { id: 10, name: 'operations', description: 'What people changed, jobs by their end', up: operations },
  {
    id: 11,
    name: 'reports-and-caps',
    description: 'How imports went, phase by phase; how often schedules come back in a day',
    up: reportsAndCaps,
  },
  {
    id: 12,
    name: 'copies-and-ends',
    description: 'Copies of a content by their state, ended jobs of a queue',
    up: copiesAndEnds,
  },
];
