import { cameraName } from '../../catalogue/facts/camera.ts';
import type { ContentFacts } from '../../catalogue/assets/new-asset.ts';
import { AppError } from '../../base/errors.ts';
import { formatById } from '../../formats/format-of.ts';
import type { ReadResult } from '../../tools/read/file-readers.ts';

/** What the catalogue is told of a media file that was read. */
export function contentFacts(name: string, read: ReadResult): ContentFacts {
  const format = formatById(read.format);
  if (format.kind === 'sidecar') throw new AppError('bug', 'A sidecar is not content of its own');
  const { head } = read;
  return {
    checksum: read.checksum,
    kind: format.kind,
    format: format.id,
    mime: format.mime,
    mismatch: read.mismatch,
    name,
    sizeBytes: read.sizeBytes,
    mtimeMs: read.mtimeMs,
    widthPx: head?.widthPx ?? null,
    heightPx: head?.heightPx ?? null,
    orientation: head?.orientation ?? null,
    local: head?.local ?? null,
    embedded: head?.embedded ?? null,
    hasGeneration: head?.hasGeneration ?? false,
    camera: cameraName(head?.make ?? null, head?.model ?? null),
  };
}
