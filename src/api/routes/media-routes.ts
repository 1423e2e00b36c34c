import type { FastifyInstance } from 'fastify';
import { realpath } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import { isInside } from '../../base/safe-path.ts';
import { locateOriginal } from '../../catalogue/files/locate-original.ts';
import { listRoots } from '../../catalogue/roots/storage-roots.ts';
import { formatById } from '../../formats/format-of.ts';
import type { ApiNeeds } from '../api-needs.ts';
import { OriginalAsk, OriginalParams, PictureParams } from '../plain-paths.ts';
import { disposition, sendFile } from '../send-file.ts';

/** Formats that a page may show as they are; everything else is only offered for download. SVG never runs: see its CSP. */
const INLINE = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/svg+xml',
  'image/bmp',
]);

/** Pictures and originals: bytes with ETag, ranges and safe headers. */
export function mediaRoutes(server: FastifyInstance, needs: ApiNeeds): void {
  server.get('/api/assets/:id/picture/:size', async (request, reply) => {
    const { id, size } = PictureParams.parse(request.params);
    const made = await needs.pictureFile(id, size);
    if (made) {
      const isNamed = new URL(request.url, 'http://x').searchParams.has('v');
      const cacheControl = isNamed ? 'private, max-age=31536000, immutable' : 'private, no-cache';
      return await sendFile(request, reply, {
        path: made.path,
        as: { mime: made.mime, etag: `"${etagOf(made.path)}"`, cacheControl },
      });
    }
    const thumbnail = size === 'preview' ? undefined : await needs.embeddedThumbnail(id);
    if (!thumbnail)
      throw new AppError('picture_not_ready', 'This picture has not been made yet', { retry: { afterMs: 2_000 } });
    return await reply.header('cache-control', 'no-store').type('image/jpeg').send(Buffer.from(thumbnail));
  });

  server.get('/api/assets/:id/original', async (request, reply) => {
    const { id } = OriginalParams.parse(request.params);
    const { download } = OriginalAsk.parse(request.query);
    const original = await locateOriginal(needs.reader, id);
    const path = await provenPath(needs, original.path);
    const { mime, kind } = formatById(original.format);
    const isInline = download === undefined && (kind === 'video' || INLINE.has(mime));
    // Nothing inside a foreign file may run or load anything, whoever opens this address.
    reply.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox",
    );
    return await sendFile(request, reply, {
      path,
      as: {
        mime: isInline ? mime : 'application/octet-stream',
        etag: `"${original.checksum.slice(0, 32)}"`,
        cacheControl: 'private, no-cache',
        disposition: disposition(isInline ? 'inline' : 'attachment', original.name),
      },
    });
  });
}

/** A blob's name says its content and recipe. */
function etagOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replaceAll(/[^0-9a-zA-Z.-]/gu, '');
}

/** The file after links are resolved, proved to lie in a storage root. @throws path_outside_root · file_missing */
async function provenPath(needs: ApiNeeds, path: string): Promise<string> {
  const real = await realpath(path);
  for (const root of await listRoots(needs.reader)) if (isInside(root.path, real)) return real;
  if (needs.config.current().import.followLinks) return real;
  throw new AppError('path_outside_root', 'This file lies outside every storage root');
}
