import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { markFallbackDue, type MetadataResult, recordMetadata } from '../catalogue/assets/record-metadata.ts';
import { normaliseFacts } from '../catalogue/facts/normalise-facts.ts';
import { locateOriginal, type OriginalPlace } from '../catalogue/files/locate-original.ts';
import { addTrace, chosenSteps, type TraceInput } from '../catalogue/traces/add-trace.ts';
import { AssetId, SessionId } from '../contract/ids.ts';
import type { Tx } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { append } from '../events/append.ts';
import { formatById } from '../formats/format-of.ts';
import { defineJob, delays, type RunningJob } from '../jobs/kind.ts';
import type { TagReading } from '../tools/exiftool/exiftool.ts';
import type { DescribeNeeds } from './describe/describe-needs.ts';
import { assetDescribed } from './describe/events.ts';
import { probeVideo, type VideoProbed } from './describe/probe-video.ts';
import { type HiddenRead, readHidden } from './describe/read-hidden-text.ts';
import { explainUnreadable } from './scan/explain-unreadable.ts';
import { readSidecars, type SidecarsRead } from './describe/read-sidecars.ts';
import { sidecarStamp } from './describe/sidecars-of.ts';

const MAX_MESSAGE = 500;
/** Says nothing of the file. */
const NOT_THERE: ReadonlySet<string> = new Set(['file_missing', 'root_offline']);
const NO_VIDEO: VideoProbed = { facts: undefined, code: null, documents: [], steps: [] };

/** All metadata of one asset: tags of its file and sidecars, a look into clips, the facts that follow. */
export const describeAsset = defineJob({
  kind: 'ingest.describe',
  input: z.object({ assetId: AssetId, sessionId: SessionId.optional() }),
  queue: 'metadata',
  retry: delays(10_000, 30_000, 60_000),
  timeoutMs: 120_000,
  resources: { tags: 1 },
  uniqueKey: ({ assetId }) => assetId,
  about: ({ assetId, sessionId }) => ({ asset: assetId, ...(sessionId === undefined ? {} : { session: sessionId }) }),
  async run({ assetId }, needs: DescribeNeeds, job) {
    const place = await locateOriginal(needs.db, assetId);
    job.stage('read tags');
    const tags = await readFile({ needs, place, job });
    if (tags.reading) job.facts({ tool: tags.reading.tool, method: tags.reading.method });
    if (place.kind === 'video') job.stage('probe clip');
    const video = place.kind === 'video' ? await probeVideo(needs, place.path, job.signal) : NO_VIDEO;
    const hidden = await readHidden(needs, { ...place, reading: tags.reading }, job.signal);
    job.stage('read sidecars');
    const sidecars = await readSidecars(needs, assetId, job.signal);
    job.stage('record');
    const result = resultOf(tags, { place, hidden, video, sidecars, nowMs: needs.clock.now() });
    const steps = [...tags.steps, ...hidden.steps, ...video.steps, ...sidecars.steps];
    return await record({ needs, place, job }, result, { steps, stamp: sidecars.stamp, error: tags.error });
  },
});

interface Work {
  readonly needs: DescribeNeeds;
  readonly place: OriginalPlace;
  readonly job: RunningJob;
}

interface FileRead {
  readonly reading: TagReading | undefined;
  /** Why there is no reading. */
  readonly error: AppError | undefined;
  readonly steps: readonly TraceInput[];
}

/** The file's own tags. A failure that may go away is thrown for the engine to try again; a final one is a result. */
async function readFile({ needs, place, job }: Work): Promise<FileRead> {
  const started = needs.clock.monotonic();
  // without the wait for the command that it shares with other files
  const step = (method: string, ok: boolean, tookMs = needs.clock.monotonic() - started): TraceInput => ({
    type: 'metadata_extraction',
    method,
    ok,
    durationUs: tookMs * 1000,
  });
  try {
    const reading = await needs.tags.readTags(place.path, job.signal);
    const [code, detail] = [
      reading.errors[0] && 'metadata_failed',
      (reading.errors[0] ?? reading.warnings[0])?.slice(0, MAX_MESSAGE),
    ];
    return {
      reading,
      error: undefined,
      steps: [
        { ...step(reading.method, reading.errors.length === 0, reading.shareMs), code, detail, tool: reading.tool },
      ],
    };
  } catch (thrown) {
    job.signal.throwIfAborted();
    const error = await explainUnreadable(needs, place, thrown);
    const isFinal = error.retry === 'give-up' || job.isLastTry;
    if (!isFinal || NOT_THERE.has(error.code)) throw error;
    return {
      reading: undefined,
      error,
      steps: [{ ...step('exiftool', false), code: error.code, detail: error.message.slice(0, MAX_MESSAGE) }],
    };
  }
}

interface Sources {
  readonly place: OriginalPlace;
  readonly hidden: HiddenRead;
  readonly video: VideoProbed;
  readonly sidecars: SidecarsRead;
  readonly nowMs: number;
}

function resultOf({ reading, error }: FileRead, sources: Sources): MetadataResult {
  const { place, hidden, video, sidecars, nowMs } = sources;
  const facts = normaliseFacts({
    tags: { ...reading?.tags, ...hidden.tags },
    format: formatById(place.format),
    name: place.name,
    folder: place.folder,
    mtimeMs: place.mtimeMs,
    nowMs,
    sidecars: sidecars.readings,
    video: video.facts,
    seen: place,
  });
  const file = reading ? [{ source: 'file', tool: reading.tool, tags: reading.tags }] : [];
  const documents = [...file, ...hidden.documents, ...video.documents, ...sidecars.documents];
  if (!reading || error) {
    const code = error?.code ?? 'metadata_failed';
    const message = (error?.message ?? 'Nothing could be read').slice(0, MAX_MESSAGE);
    return { state: 'failed', method: 'none', code, message, facts: undefined, documents };
  }
  return { ...judge(reading, sources, facts.widthPx !== null), method: reading.method, facts, documents };
}

/** `failed`: the tool could not make sense of the file; `degraded`: something is missing that another time may tell. */
function judge(
  reading: TagReading,
  { video, sidecars }: Sources,
  hasSize: boolean,
): Pick<MetadataResult, 'state' | 'code' | 'message'> {
  const [damage] = reading.errors;
  if (damage !== undefined) {
    return { state: hasSize ? 'degraded' : 'failed', code: 'metadata_failed', message: damage.slice(0, MAX_MESSAGE) };
  }
  if (reading.method === 'fallback') {
    return { state: 'degraded', code: 'metadata_tool_missing', message: 'Read without ExifTool' };
  }
  if (video.code !== null) return { state: 'degraded', code: video.code, message: 'The clip could not be looked into' };
  if (sidecars.problem) return { state: 'degraded', ...sidecars.problem };
  return { state: 'ready', code: null, message: null };
}

async function record(
  { needs, place, job }: Work,
  result: MetadataResult,
  read: { readonly steps: readonly TraceInput[]; readonly stamp: string; readonly error: AppError | undefined },
): Promise<unknown> {
  const nowMs = needs.clock.now();
  const { assetId, checksum, mtimeMs } = place;
  const { state, method, code } = result;
  const write = async (tx: Tx): Promise<void> => {
    // A sidecar that came while this ran found this job waiting already: what was read is not all there is.
    if ((await sidecarStamp(tx, assetId)) !== read.stamp) {
      throw new AppError('sidecars_changed', 'A sidecar came or changed while the metadata were read', {
        retry: { afterMs: 500 },
      });
    }
    const recorded = await recordMetadata(tx, { assetId, checksum, mtimeMs, nowMs }, result);
    if (recorded === 'superseded')
      throw new AppError('original_changed', 'The asset has other content by now', { retry: 'retry' });
    await addTrace(tx, { assetId, atMs: nowMs, attempt: job.attempt }, chosenSteps(read.steps, needs.traces()));
    await append(tx, [assetDescribed.of(assetId, { state, method, message: code })], nowMs);
    if (method.startsWith('exiftool')) await markFallbackDue(tx);
    if (!read.error) await job.finish(tx, { state, method });
  };
  // What a power cut takes is read again.
  await inTransaction(needs.db, write, { isEarly: true });
  // The asset keeps what could be told; that the tags were never read is shown among the failures, to be retried.
  if (read.error) throw final(read.error);
  return { state, method };
}

/** The engine must not try again what was recorded as failed. */
function final(error: AppError): AppError {
  return new AppError(error.code, error.message, { retry: 'give-up', details: error.details, cause: error });
}
