import { toAppError } from '../../base/errors.ts';
import type { ReadDocument } from '../../catalogue/assets/record-metadata.ts';
import type { TraceInput } from '../../catalogue/traces/add-trace.ts';
import type { VideoDescription, VideoFacts } from '../../tools/video/video.ts';
import type { DescribeNeeds } from './describe-needs.ts';

/** What a look into a clip told; `code`: why it told nothing. */
export interface VideoProbed {
  readonly facts: VideoFacts | undefined;
  readonly code: string | null;
  readonly documents: readonly ReadDocument[];
  readonly steps: readonly TraceInput[];
}

/** Looks into a clip. Without a video tool, and for clips no tool reads, the container's tags must do. */
export async function probeVideo(needs: DescribeNeeds, path: string, signal: AbortSignal): Promise<VideoProbed> {
  const started = needs.clock.monotonic();
  const video = await needs.video();
  if (!video) return { facts: undefined, code: 'video_tool_missing', documents: [], steps: [] };
  const tool = video.version();
  const step = (ok: boolean, code?: string): TraceInput => ({
    type: 'video_probe',
    method: 'probe',
    ok,
    code,
    durationUs: (needs.clock.monotonic() - started) * 1000,
    tool,
  });
  try {
    const facts = await video.probe(path, signal);
    const tags = flatten(facts.description);
    return { facts, code: null, documents: [{ source: 'video', tool, tags }], steps: [step(true)] };
  } catch (error) {
    signal.throwIfAborted();
    const { code } = toAppError(error);
    return { facts: undefined, code, documents: [], steps: [step(false, code)] };
  }
}

/** `format.duration`, `stream0.codec_name` …: every field, with its section as prefix. */
function flatten({ format, streams }: VideoDescription): Record<string, unknown> {
  const sections = [['format', format] as const, ...streams.map((stream, i) => [`stream${i}`, stream] as const)];
  return Object.fromEntries(
    sections.flatMap(([name, fields]) => Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value])),
  );
}
