import type { CurrentPictures } from './find-picture.ts';
import type { PictureNeeds } from './picture-needs.ts';
import type { PictureTrace } from './picture-trace.ts';
import type { PictureSettings } from './recipe.ts';
import type { RoutedPictures } from './walk-routes.ts';

/** Square, grid and hashes from the stored preview: a changed thumbnail setting never decodes the original again. */
export async function remakeSmall(
  about: { needs: PictureNeeds; settings: PictureSettings; trace: PictureTrace },
  preview: CurrentPictures,
  signal: AbortSignal,
): Promise<RoutedPictures> {
  const { needs, settings, trace } = about;
  const made = await trace.tried('thumbnail_generation', 'stored-preview', () =>
    needs.images.makePictures(
      {
        source: { path: preview.path, is: 'preview' },
        decoder: 'sharp',
        format: 'jpeg',
        recipe: settings,
        tempFile: (extension) => needs.blobs.tempFile(extension),
      },
      signal,
    ),
  );
  trace.add('stored-preview', made.steps);
  const { route, code, message } = preview;
  return { made, route: { name: route, isWhole: false }, state: code === null ? 'ready' : 'degraded', code, message };
}
