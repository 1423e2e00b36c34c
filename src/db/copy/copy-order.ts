import type { Tables } from '../tables/database.ts';

/** Every table but the record of migrations, parents before those that refer to them. */
export const copyOrder = [
  'library_meta',
  'storage_root',
  'asset',
  'asset_version',
  'asset_file',
  'metadata_document',
  'derivative',
  'scan_folder',
  'import_session',
  'import_item',
  'import_trace',
  'event',
  'operation',
  'job_queue',
  'job_service',
  'job_group',
  'job',
  'job_attempt',
  'job_event',
  'job_dep',
  'job_ask',
  'job_schedule',
  'job_schedule_run',
  'job_fault',
  'job_stat',
  'worker',
] as const satisfies readonly (keyof Tables)[];

/** A table that is copied. */
export type CopiedTable = (typeof copyOrder)[number];
