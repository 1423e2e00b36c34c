import { rootService } from '../catalogue/roots/storage-roots.ts';
import { videoTool } from './picture-routes.ts';

/** What jobs on an asset have to have within reach: the root of its original, and for the pictures of clips a video tool. */
export function rootServices({ rootId }: { readonly rootId?: string | undefined }): readonly string[] {
  return rootId === undefined ? [] : [rootService(rootId)];
}

/** The same for its pictures. */
export function pictureServices(asset: {
  readonly rootId?: string | undefined;
  readonly kind?: 'image' | 'video' | undefined;
}): readonly string[] {
  return asset.kind === 'video' ? [...rootServices(asset), videoTool] : rootServices(asset);
}
