import { assetCommand } from './cli/commands/asset.ts';
import { enhanceCommand } from './cli/commands/enhance.ts';
import { healthCommand } from './cli/commands/health.ts';
import { incidentsCommand } from './cli/commands/incidents.ts';
import { operationsCommand } from './cli/commands/operations.ts';
import { jobsList } from './cli/commands/jobs-list.ts';
import { jobsShow } from './cli/commands/jobs-show.ts';
import { jobsRetry } from './cli/commands/jobs-retry.ts';
import { jobsCancel } from './cli/commands/jobs-cancel.ts';
import { jobsPrune } from './cli/commands/jobs-prune.ts';
import { jobsPause } from './cli/commands/jobs-pause.ts';
import { jobsResume } from './cli/commands/jobs-resume.ts';
import { jobsPriority } from './cli/commands/jobs-priority.ts';
import { jobsUndo } from './cli/commands/jobs-undo.ts';
import { jobsSchedules } from './cli/commands/jobs-schedules.ts';
import { jobsStats } from './cli/commands/jobs-stats.ts';
import { jobsWatch } from './cli/commands/jobs-watch.ts';
import { importCommand } from './cli/commands/import.ts';
import { importsCommand } from './cli/commands/imports.ts';
import { serveCommand } from './cli/commands/serve.ts';
import { sweepCommand } from './cli/commands/sweep.ts';
import { startCommand } from './cli/commands/start.ts';
import { restartCommand } from './cli/commands/restart.ts';
import { statusCommand } from './cli/commands/status.ts';
import { stopCommand } from './cli/commands/stop.ts';
import { workCommand } from './cli/commands/work.ts';
import { configCheck } from './cli/commands/config-check.ts';
import { configDocs } from './cli/commands/config-docs.ts';
import { configGet } from './cli/commands/config-get.ts';
import { configPreset } from './cli/commands/config-preset.ts';
import { configInit } from './cli/commands/config-init.ts';
import { configPath } from './cli/commands/config-path.ts';
import { configSet } from './cli/commands/config-set.ts';
import { configShow } from './cli/commands/config-show.ts';
import { dbBackup } from './cli/commands/db-backup.ts';
import { dbCopy } from './cli/commands/db-copy.ts';
import { dbCheck } from './cli/commands/db-check.ts';
import { dbMigrate } from './cli/commands/db-migrate.ts';
import { dbRestore } from './cli/commands/db-restore.ts';
import { dbStatus } from './cli/commands/db-status.ts';
import { doctor } from './cli/commands/doctor.ts';
import { selftest } from './cli/commands/selftest.ts';

/** Every command of the program, in the order of help. */
export const commands = [
  startCommand,
  stopCommand,
  restartCommand,
  serveCommand,
  workCommand,
  importCommand,
  importsCommand,
  statusCommand,
  assetCommand,
  enhanceCommand,
  sweepCommand,
  jobsList,
  jobsShow,
  jobsRetry,
  jobsCancel,
  jobsPriority,
  jobsUndo,
  jobsPrune,
  jobsPause,
  jobsResume,
  jobsSchedules,
  jobsStats,
  jobsWatch,
  healthCommand,
  incidentsCommand,
  operationsCommand,
  doctor,
  selftest,
  configShow,
  configGet,
  configSet,
  configPreset,
  configInit,
  configPath,
  configCheck,
  configDocs,
  dbStatus,
  dbMigrate,
  dbBackup,
  dbCopy,
  dbRestore,
  dbCheck,
] as const;

/** Words that hold several commands. */
export const commandGroups: Readonly<Record<string, string>> = {
  jobs: 'See background work and set it right',
  config: 'Show and change settings',
  db: 'Look after the database',
};
