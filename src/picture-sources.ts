import type { ApiNeeds } from './api/api-needs.ts';
import type { App } from './app.ts';
import { hasCode } from './base/errors.ts';
import { embeddedThumbnail } from './derivatives/embedded-thumbnail.ts';
import { findPicture } from './derivatives/find-picture.ts';

/** Where the server finds pictures: made ones, and until then the thumbnail inside the original. */
export function pictureSources(app: App): Pick<ApiNeeds, 'pictureFile' | 'embeddedThumbnail'> {
  return {
    pictureFile: (assetId, size) => findPicture({ db: app.reader, blobs: app.blobs }, assetId, size),
    embeddedThumbnail: async (assetId) => {
      try {
        return await embeddedThumbnail(app.reader, assetId);
      } catch (error) {
        if (hasCode(error, 'asset_not_found')) throw error;
        return undefined; // an original that is away has no thumbnail either; the picture itself says why
      }
    },
  };
}
