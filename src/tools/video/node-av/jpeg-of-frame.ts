import { AV_CODEC_FLAG_QSCALE, AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ444P } from 'node-av/constants';
import { Codec, CodecContext, FilterGraph, Frame, Packet, Rational, type Stream } from 'node-av/lib';
import { AppError } from '../../../base/errors.ts';
import { check } from './open-file.ts';

/** FFmpeg's quality scale of JPEG: 2 is the finest it uses by itself (≈ quality 95). */
const JPEG_QSCALE = 2;
/** FFmpeg's factor between that scale and its inner one. */
const QP_TO_LAMBDA = 118;

/** Runs one frame through a filter chain. The result is the caller's to free. @throws video_unreadable when the chain cannot be made or gives nothing */
export function filterFrame(frame: Frame, filters: string, stream: Stream): Frame {
  using graph = new FilterGraph();
  graph.alloc();
  const { num, den } = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : new Rational(1, 1);
  const source = `buffer=width=${frame.width}:height=${frame.height}:pix_fmt=${frame.format}:time_base=1/1000:pixel_aspect=${num}/${den}`;
  check(graph.parse2(`${source},${filters},buffersink`), 'prepare a picture of');
  check(graph.configSync(), 'prepare a picture of');
  const ends = graph.filters ?? [];
  const input = ends.find((one) => one.filter?.name === 'buffer');
  const output = ends.find((one) => one.filter?.name === 'buffersink');
  if (!input || !output) throw new AppError('bug', 'A filter graph without ends');
  check(input.buffersrcAddFrameSync(frame), 'convert a picture of');
  check(input.buffersrcAddFrameSync(null), 'convert a picture of');
  const result = new Frame();
  result.alloc();
  check(output.buffersinkGetFrameSync(result), 'convert a picture of');
  return result;
}

/** A frame in JPEG's colours as JPEG bytes. @throws video_unreadable */
export function jpegOfFrame(frame: Frame): Uint8Array {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
  if (!codec) throw new AppError('bug', 'This build of FFmpeg cannot write JPEG');
  using encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = frame.width;
  encoder.height = frame.height;
  encoder.pixelFormat = AV_PIX_FMT_YUVJ444P;
  encoder.timeBase = new Rational(1, 25);
  encoder.setFlags(AV_CODEC_FLAG_QSCALE);
  encoder.globalQuality = JPEG_QSCALE * QP_TO_LAMBDA;
  check(encoder.open2Sync(codec), 'encode a picture of');
  frame.pts = 0n;
  frame.quality = JPEG_QSCALE * QP_TO_LAMBDA;
  check(encoder.sendFrameSync(frame), 'encode a picture of');
  encoder.sendFrameSync(null);
  using packet = new Packet();
  packet.alloc();
  check(encoder.receivePacketSync(packet), 'encode a picture of');
  if (!packet.data) throw new AppError('bug', 'The encoder gave an empty packet');
  return Uint8Array.from(packet.data);
}
