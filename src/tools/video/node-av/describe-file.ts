import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import {
  avChannelLayoutDescribe,
  avGetCodecName,
  avGetPixFmtName,
  avGetSampleFmtName,
  Codec,
  type FormatContext,
  type Stream,
} from 'node-av/lib';
import { AppError } from '../../../base/errors.ts';
import type { Json } from '../../../base/json.ts';
import { matrixText } from '../display-matrix.ts';
import type { VideoDescription } from '../video.ts';
import * as names from './color-names.ts';

type Fields = Record<string, Json>;

/** FFmpeg's "no time stamp". */
const NO_TIME = -(2n ** 63n);
const MICROSECONDS = 1_000_000;

/** An opened file in ffprobe's words, so that both adapters store the same. @throws video_unreadable */
export function describeFile(file: FormatContext, sizeBytes: number): VideoDescription {
  if (file.nbStreams === 0) throw new AppError('video_unreadable', 'No stream of the video can be found');
  const duration = file.duration === NO_TIME || file.duration < 0n ? undefined : Number(file.duration) / MICROSECONDS;
  return {
    format: known({
      nb_streams: file.nbStreams,
      nb_programs: file.nbPrograms,
      format_name: file.iformat?.name,
      format_long_name: file.iformat?.longName,
      start_time: file.startTime === NO_TIME ? undefined : (Number(file.startTime) / MICROSECONDS).toFixed(6),
      duration: duration?.toFixed(6),
      size: String(sizeBytes),
      bit_rate: file.bitRate > 0n ? String(file.bitRate) : undefined,
      probe_score: file.probeScore,
      tags: file.metadata?.getAll(),
    }),
    streams: file.streams.map(describeStream),
  };
}

function describeStream(stream: Stream): Fields {
  const codec = stream.codecpar;
  const decoder = Codec.findDecoder(codec.codecId);
  const perSecond = stream.timeBase.num / stream.timeBase.den;
  const start = stream.startTime === NO_TIME ? undefined : stream.startTime;
  const duration = stream.duration === NO_TIME || stream.duration <= 0n ? undefined : stream.duration;
  const type = names.MEDIA_TYPES[codec.codecType] ?? 'unknown';
  return known({
    index: stream.index,
    codec_name: avGetCodecName(codec.codecId) ?? undefined,
    codec_long_name: decoder?.longName ?? undefined,
    profile: decoder?.profiles?.find((one) => one.profile === codec.profile)?.name,
    codec_type: type,
    codec_tag_string: codec.codecTagString ?? undefined,
    codec_tag: `0x${codec.codecTag.toString(16).padStart(4, '0')}`,
    ...(type === 'video' ? describePicture(stream) : {}),
    ...(type === 'audio' ? describeSound(stream) : {}),
    id: `0x${stream.id.toString(16)}`,
    r_frame_rate: `${stream.rFrameRate.num}/${stream.rFrameRate.den}`,
    avg_frame_rate: `${stream.avgFrameRate.num}/${stream.avgFrameRate.den}`,
    time_base: `${stream.timeBase.num}/${stream.timeBase.den}`,
    start_pts: start === undefined ? undefined : Number(start),
    start_time: start === undefined ? undefined : (Number(start) * perSecond).toFixed(6),
    duration_ts: duration === undefined ? undefined : Number(duration),
    duration: duration === undefined ? undefined : (Number(duration) * perSecond).toFixed(6),
    bit_rate: codec.bitRate > 0n ? String(codec.bitRate) : undefined,
    bits_per_raw_sample: codec.bitsPerRawSample > 0 ? String(codec.bitsPerRawSample) : undefined,
    nb_frames: stream.nbFrames > 0n ? String(stream.nbFrames) : undefined,
    extradata_size: codec.extradataSize || undefined,
    disposition: Object.fromEntries(
      Object.entries(names.DISPOSITIONS).map(([name, bit]) => [name, (stream.disposition & bit) === 0 ? 0 : 1]),
    ),
    tags: stream.metadata?.getAll(),
    side_data_list: displayMatrix(stream),
  });
}

function describePicture(stream: Stream): Record<string, Json | undefined> {
  const codec = stream.codecpar;
  const aspect = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : codec.sampleAspectRatio;
  return {
    width: codec.width,
    height: codec.height,
    has_b_frames: codec.videoDelay,
    sample_aspect_ratio: aspect.num > 0 ? `${aspect.num}:${aspect.den}` : undefined,
    // The library types pixel and sample formats as one field.
    pix_fmt: avGetPixFmtName(codec.format as Parameters<typeof avGetPixFmtName>[0]) ?? undefined,
    level: codec.level,
    color_range: names.COLOR_RANGES[codec.colorRange],
    color_space: names.COLOR_SPACES[codec.colorSpace],
    color_transfer: names.COLOR_TRANSFERS[codec.colorTrc],
    color_primaries: names.COLOR_PRIMARIES[codec.colorPrimaries],
    chroma_location: names.CHROMA_LOCATIONS[codec.chromaLocation],
    field_order: names.FIELD_ORDERS[Number(codec.toJSON()['fieldOrder'])],
  };
}

function describeSound(stream: Stream): Record<string, Json | undefined> {
  const codec = stream.codecpar;
  return {
    sample_fmt: avGetSampleFmtName(codec.format as Parameters<typeof avGetSampleFmtName>[0]) ?? undefined,
    sample_rate: String(codec.sampleRate),
    channels: codec.channels,
    channel_layout: codec.channels > 0 ? (avChannelLayoutDescribe(codec.channelLayout) ?? undefined) : undefined,
    bits_per_sample: codec.bitsPerCodedSample,
  };
}

function displayMatrix(stream: Stream): Json | undefined {
  const data = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (!data || data.length < 36) return undefined;
  const numbers = Array.from({ length: 9 }, (_, index) => data.readInt32LE(index * 4));
  return [{ side_data_type: 'Display Matrix', displaymatrix: matrixText(numbers) }];
}

/** Without the fields that are not known. */
function known(all: Record<string, Json | undefined>): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(all)) if (value !== undefined) fields[name] = value;
  return fields;
}
