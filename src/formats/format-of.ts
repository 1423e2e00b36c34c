import { AppError } from '../base/errors.ts';
import type { Format } from './format.ts';
import { formats } from './registry.ts';
import { xmp } from './sidecars.ts';
import { extensionOf, sampleOf } from './sample.ts';

/** Extensions that other kinds of files have as well. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['ts', 'mod', 'raw', '360', 'mp', 'mv']);

const mediaExtensions: ReadonlySet<string> = new Set(
  formats
    .filter(({ kind, id }) => kind !== 'sidecar' || id === xmp.id)
    .flatMap(({ extensions }) => extensions)
    .filter((extension) => !AMBIGUOUS.has(extension)),
);

const byId: ReadonlyMap<string, Format> = new Map(formats.map((format) => [format.id, format]));

/** What a file is, told by its content, and the extension when that says something else. */
export interface FoundFormat {
  readonly format: Format;
  /** The extension that does not fit, lower case; null when it fits or there is none. */
  readonly mismatch: string | null;
}

/**
 * The format of a file by its first bytes (128 KiB are enough, 512 bytes decide nearly all); the name only breaks
 * ties. Undefined: not a picture, clip or sidecar. Never throws.
 */
export function formatOf(head: Uint8Array, name: string): FoundFormat | undefined {
  const sample = sampleOf(head, name);
  const format = formats.find((candidate) => candidate.matches(sample));
  if (!format) return undefined;
  const { extension } = sample;
  return { format, mismatch: extension === '' || format.extensions.includes(extension) ? null : extension };
}

/** True when a name promises a picture, a clip or what belongs to one, and nothing else. */
export function namesMedia(name: string): boolean {
  return mediaExtensions.has(extensionOf(name));
}

/**
 * A format by its stored id.
 * @throws unknown_format for an id of a newer version
 */
export function formatById(id: string): Format {
  const format = byId.get(id);
  if (!format) throw new AppError('unknown_format', `No format is called ${id}`, { details: { id } });
  return format;
}
