import type { App } from './app.ts';
import type { Config } from './config/schema.ts';
import type { PictureSettings } from './derivatives/recipe.ts';
import { staleSearch } from './derivatives/stale-pictures.ts';
import type { kinds } from './kinds.ts';
import type { NeedsOf } from './jobs/kind.ts';

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
    jobs: app.engine,
    blobs: app.blobs,
    images: app.tools.images,
    embedded: app.tools.exiftool,
    tags: app.tools.exiftool,
    video,
    pictureSettings,
    markStalePictures: staleSearch({ db: app.db, blobs: app.blobs, pictureSettings }),
  };
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
