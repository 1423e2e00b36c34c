import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { DataPaths } from './config/data-paths.ts';
import type { LiveConfig } from './config/watch.ts';
import { AssetId, SessionId } from './contract/ids.ts';
import type { Database } from './db/database.ts';
import { makePictures } from './derivatives/make-pictures.ts';
import { pictureServices, rootServices } from './derivatives/picture-services.ts';
import { describeAsset } from './ingest/describe-asset.ts';
import type { IngestNeeds, IngestSettings } from './ingest/ingest-needs.ts';
import type { JobGroups, JobServices, JobSink } from './jobs/engine.ts';
import { newJob } from './jobs/kind.ts';

/** What imports need, from the parts that are open. */
export function ingestNeeds(parts: {
  db: Database;
  engine: JobSink & JobServices & JobGroups;
  clock: Clock;
  log: Log;
  live: LiveConfig;
  paths: DataPaths;
}): IngestNeeds {
  return {
    db: parts.db,
    sink: parts.engine,
    services: parts.engine,
    groups: parts.engine,
    clock: parts.clock,
    log: parts.log,
    ingestSettings: () => ingestSettings(parts.live, parts.paths),
    describeAgain: (asset) => newJob(describeAsset, jobInput(asset), { services: rootServices(asset) }),
    followUps: (asset) => {
      const input = jobInput(asset);
      return [
        newJob(describeAsset, input, { services: rootServices(asset) }),
        newJob(makePictures, input, { services: pictureServices(asset) }),
      ];
    },
  };
}

function jobInput(asset: { assetId: string; sessionId: string | null }): { assetId: AssetId; sessionId?: SessionId } {
  const assetId = AssetId.parse(asset.assetId);
  return asset.sessionId === null ? { assetId } : { assetId, sessionId: SessionId.parse(asset.sessionId) };
}

function ingestSettings(live: LiveConfig, paths: DataPaths): IngestSettings {
  const { import: importing, traces } = live.current();
  const { ignore, followLinks, settleMs, readers, layout } = importing;
  return {
    ignore,
    followLinks,
    settleMs,
    readers,
    layout,
    library: paths.library,
    data: paths.data,
    own: [paths.derivatives, paths.backups, paths.logs],
    traces,
    traceKeepDays: traces.keepDays,
  };
}
