import { assetContract } from './asset.ts';
import { folderContract, importContract } from './import.ts';
import { jobContract } from './job-api.ts';
import { healthContract } from './health.ts';
import { incidentContract } from './incident.ts';
import { logContract } from './log.ts';
import { operationContract } from './operation.ts';
import { systemContract } from './system.ts';
import { traceContract } from './trace.ts';
import { timelineContract } from './timeline.ts';

/** The whole typed API, below `/api`. Bytes (pictures, originals) and `/api/events` are plain routes beside it. */
export const apiContract = {
  assets: assetContract,
  timeline: timelineContract,
  imports: importContract,
  folders: folderContract,
  jobs: jobContract,
  traces: traceContract,
  logs: logContract,
  operations: operationContract,
  incidents: incidentContract,
  health: healthContract,
  system: systemContract,
};

/** Where the pictures of an asset are: `grid` ≤ 512 px, `square` 400 × 400, `preview` ≤ 2048 px, ≤ 4096 px where somebody wished it. */
export function pictureUrl(id: string, size: 'grid' | 'square' | 'preview', version: string | null): string {
  return `/api/assets/${id}/picture/${size}${version === null ? '' : `?v=${version}`}`;
}

/** Where the original's bytes are (range requests). */
export function originalUrl(id: string, disposition: 'inline' | 'download' = 'inline'): string {
  return `/api/assets/${id}/original${disposition === 'download' ? '?download=1' : ''}`;
}
