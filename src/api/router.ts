import { api } from './implement.ts';
import { assetRoutes } from './routes/asset-routes.ts';
import { folderRoutes } from './routes/folder-routes.ts';
import { importRoutes } from './routes/import-routes.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { incidentRoutes } from './routes/incident-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { operationRoutes } from './routes/operation-routes.ts';
import { systemRoutes } from './routes/system-routes.ts';
import { traceRoutes } from './routes/trace-routes.ts';
import { timelineRoutes } from './routes/timeline-routes.ts';

/** Every route of the typed API; it does not compile while one of the contract is missing. */
export const router = api.router({
  assets: assetRoutes,
  timeline: timelineRoutes,
  imports: importRoutes,
  folders: folderRoutes,
  jobs: jobRoutes,
  traces: traceRoutes,
  logs: logRoutes,
  operations: operationRoutes,
  incidents: incidentRoutes,
  health: healthRoutes,
  system: systemRoutes,
});
