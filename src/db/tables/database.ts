import type { AssetFileTable, AssetTable, AssetVersionTable, DerivativeTable, MetadataDocumentTable } from './asset.ts';
import type {
  ImportItemTable,
  ImportSessionTable,
  ImportTraceTable,
  ScanFolderTable,
  StorageRootTable,
} from './import.ts';
import type {
  EventTable,
  JobAskTable,
  JobAttemptTable,
  JobDepTable,
  JobEventTable,
  JobFaultTable,
  JobGroupTable,
  JobQueueTable,
  JobScheduleRunTable,
  JobScheduleTable,
  JobServiceTable,
  JobStatTable,
  JobTable,
  LibraryMetaTable,
  WorkerTable,
} from './job.ts';
import type { SchemaMigrationTable } from './migration.ts';
import type { OperationTable } from './operation.ts';

/** Every table. A module's tables are written only by that module; anyone may read. */
export interface Tables {
  asset: AssetTable;
  asset_version: AssetVersionTable;
  asset_file: AssetFileTable;
  metadata_document: MetadataDocumentTable;
  derivative: DerivativeTable;
  storage_root: StorageRootTable;
  scan_folder: ScanFolderTable;
  import_session: ImportSessionTable;
  import_item: ImportItemTable;
  import_trace: ImportTraceTable;
  job: JobTable;
  job_attempt: JobAttemptTable;
  job_queue: JobQueueTable;
  job_event: JobEventTable;
  job_dep: JobDepTable;
  job_ask: JobAskTable;
  job_group: JobGroupTable;
  job_service: JobServiceTable;
  job_schedule: JobScheduleTable;
  job_schedule_run: JobScheduleRunTable;
  job_fault: JobFaultTable;
  job_stat: JobStatTable;
  worker: WorkerTable;
  event: EventTable;
  operation: OperationTable;
  library_meta: LibraryMetaTable;
  schema_migration: SchemaMigrationTable;
}
