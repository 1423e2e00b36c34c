import { toAppError } from '../../base/errors.ts';
import type { ReadDocument } from '../../catalogue/assets/record-metadata.ts';
import type { TraceInput } from '../../catalogue/traces/add-trace.ts';
import type { TagReading } from '../../tools/exiftool/exiftool.ts';
import type { DescribeNeeds } from './describe-needs.ts';

/** What stood in the pixels. */
export interface HiddenRead {
  readonly tags: Readonly<Record<string, unknown>>;
  readonly documents: readonly ReadDocument[];
  readonly steps: readonly TraceInput[];
}

/** Nothing, as for nearly all pictures. */
export const nothingHidden: HiddenRead = { tags: {}, documents: [], steps: [] };
/** Colour types of PNG with an alpha channel. */
const WITH_ALPHA: ReadonlySet<unknown> = new Set([4, 6]);
/** Chunks that only generators write, with what would stand in the pixels too. */
const TOLD = /^PNG:(?:Parameters|Prompt|Workflow|Sd-metadata|Invokeai_\w+|Dream|Generation_\w+|Comment)$/i;

/**
 * Parameters that a generator hid in the alpha channel of a PNG (services and messengers remove text chunks, but not
 * these). Looked for only where no chunk tells them. Whatever goes wrong here stands in the trace and stops nothing.
 */
export async function readHidden(
  needs: DescribeNeeds,
  about: { readonly path: string; readonly format: string; readonly reading: TagReading | undefined },
  signal: AbortSignal,
): Promise<HiddenRead> {
  const { path, format, reading } = about;
  if (format !== 'png' || !reading || !WITH_ALPHA.has(reading.tags['PNG:ColorType'])) return nothingHidden;
  if (Object.keys(reading.tags).some((tag) => TOLD.test(tag))) return nothingHidden;
  const started = needs.clock.monotonic();
  const step = (ok: boolean, code?: string): TraceInput => {
    const durationUs = (needs.clock.monotonic() - started) * 1000;
    return { type: 'metadata_extraction', method: 'alpha', ok, code, durationUs };
  };
  try {
    const text = await needs.images.readHiddenText(path, signal);
    if (text === undefined) return nothingHidden;
    const tags = tagsOf(text);
    return { tags, documents: [{ source: 'alpha', tool: 'stealth PNG info', tags }], steps: [step(true)] };
  } catch (error) {
    signal.throwIfAborted();
    return { ...nothingHidden, steps: [step(false, toAppError(error).code)] };
  }
}

/** NovelAI hides an object of what would be the chunks of its PNG; others the text of one chunk. */
function tagsOf(text: string): Record<string, unknown> {
  try {
    const object: unknown = JSON.parse(text);
    if (typeof object === 'object' && object !== null && 'Comment' in object)
      return Object.fromEntries(Object.entries(object).map(([name, value]) => [`Alpha:${name}`, value]));
  } catch {
    // A text.
  }
  return { 'Alpha:Parameters': text };
}
