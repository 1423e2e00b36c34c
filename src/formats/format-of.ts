import { AppError } from '../base/errors.ts';
import type { Format } from './format.ts';
import { formats } from './registry.ts';
import { sampleOf } from './sample.ts';

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

/**
 * A format by its stored id.
 * @throws unknown_format for an id of a newer version
 */
export function formatById(id: string): Format {
  const format = byId.get(id);
  if (!format) throw new AppError('unknown_format', `No format is called ${id}`, { details: { id } });
  return format;
}
