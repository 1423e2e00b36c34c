import type { App } from './app.ts';
import type { Config } from './config/schema.ts';
import { keyByNow, type PictureSettings } from './derivatives/recipe.ts';
import { findOutdated, staleSearch } from './derivatives/stale-pictures.ts';
import { backUpBySchedule } from './db/back-up-by-schedule.ts';
import type { KeepJobs } from './jobs/remove-ended-jobs.ts';
import type { kinds } from './kinds.ts';
import { explainUnreadable } from './ingest/scan/explain-unreadable.ts';
import type { NeedsOf } from './jobs/kind.ts';

const DAY_MS = 86_400_000;
/** Workers that stopped longer ago are forgotten. */
const WORKER_DAYS = 7;

/** What the handlers of all kinds need together. It does not compile while a part is missing. */
export function workerNeeds(app: App): NeedsOf<typeof kinds> {
  const pictureSettings = (): PictureSettings => pictureSettingsOf(app.live.current());
  const video = async () => (await app.tools.video()).video;
  return {
    ...app.ingest,
    newFilesMet: () =>
      void app.tools.images.warm().catch((error: unknown) => {
        app.log.warn({ error }, 'The picture child could not start');
      }),
    keepJobs: () => keepJobsOf(app.live.current()),
    keepOperationsMs: () => app.live.current().logs.keepOperationsDays * DAY_MS,
    backUp: () => backUp(app),
    blobs: app.blobs,
    images: app.tools.images,
    explainUnreadable: (place, thrown) => explainUnreadable(app.ingest, place, thrown),
    embedded: app.tools.exiftool,
    tags: app.tools.exiftool,
    video,
    pictureSettings,
    traces: () => app.live.current().traces,
    toolWorks: async (code) =>
      code === 'video_tool_missing'
        ? (await video()) !== undefined
        : await app.tools.exiftool.version().then(
            () => true,
            () => false,
          ),
    markStalePictures: staleSearch({ db: app.db, blobs: app.blobs, pictureSettings }),
    picturesKeyOf: (asset) => keyByNow(asset, pictureSettings()),
    hasOutdatedPictures: async () => (await findOutdated({ ...app, db: app.reader, pictureSettings }, 1)).length > 0,
  };
}

function keepJobsOf({ jobs }: Config): KeepJobs {
  return {
    doneMs: jobs.keepDoneDays * DAY_MS,
    cancelledMs: jobs.keepCancelledDays * DAY_MS,
    failedMs: jobs.keepFailedDays * DAY_MS,
    workerMs: WORKER_DAYS * DAY_MS,
    maxEnded: jobs.keepEnded,
  };
}

function backUp({ paths, live, clock }: App): Promise<string> {
  const keep = live.current().schedules.keepBackups;
  return backUpBySchedule({ file: paths.database }, { folder: paths.backups, keep, nowMs: clock.now() });
}

function pictureSettingsOf({ pictures }: Config): PictureSettings {
  return {
    previewMaxPx: pictures.preview.maxPx,
    previewQuality: pictures.preview.quality,
    squarePx: pictures.square.px,
    squareQuality: pictures.square.quality,
    gridPx: pictures.grid.px,
    gridQuality: pictures.grid.quality,
    embeddedMinPx: pictures.embeddedMinPx,
    maxMegapixels: pictures.pixelLimitMp,
  };
}
