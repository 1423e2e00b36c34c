import { AVERROR_EAGAIN, AVSEEK_FLAG_BACKWARD, AVSEEK_FLAG_BYTE } from 'node-av/constants';
import { Codec, CodecContext, type FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { AppError } from '../../../base/errors.ts';
import { MAX_FRAME_PX } from '../video-limits.ts';
import { check } from './open-file.ts';

const NO_TIME = -(2n ** 63n);

/** Decodes single frames of one stream. Broken packets are passed over, as players do. */
export class FrameReader implements Disposable {
  readonly #file: FormatContext;
  readonly #stream: Stream;
  readonly #decoder: CodecContext;
  readonly #packet = new Packet();
  #frame = new Frame();
  #next = new Frame();

  /** @throws video_no_picture without a decoder for the stream · video_unreadable */
  constructor(file: FormatContext, stream: Stream) {
    this.#file = file;
    this.#stream = stream;
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    if (!codec) throw new AppError('video_no_picture', 'There is no decoder for this kind of video');
    this.#decoder = new CodecContext();
    this.#decoder.allocContext3(codec);
    check(this.#decoder.parametersToContext(stream.codecpar), 'set up the decoder of');
    this.#decoder.pktTimebase = stream.timeBase;
    // As options of the context: a dictionary given to `open2Sync` is freed twice by node-av 6.1.
    this.#decoder.threadCount = 1;
    check(this.#decoder.setOption('max_pixels', MAX_FRAME_PX), 'limit the decoder of');
    check(this.#decoder.open2Sync(codec), 'start the decoder of');
    this.#packet.alloc();
    this.#frame.alloc();
    this.#next.alloc();
  }

  /**
   * A frame near `atMs`: with `isExact` the first one not before it (decoding forward from the key frame, until `isOver`),
   * else the first that decodes after the seek. At the end of the file the last one. Valid until the next call.
   */
  read(atMs: number, isExact: boolean, isOver: () => boolean): { frame: Frame; atMs: number } | undefined {
    const { num, den } = this.#stream.timeBase;
    const startTime = this.#stream.startTime === NO_TIME ? 0n : this.#stream.startTime;
    const target = startTime + BigInt(Math.round((atMs * den) / (num * 1_000)));
    const toMs = (time: bigint): number => Math.round((Number(time - startTime) * num * 1_000) / den);
    const decode = (): number | undefined => {
      let found: number | undefined;
      for (const time of this.#frames()) {
        found = time === undefined ? (found ?? 0) : toMs(time);
        if (!isExact || time === undefined || time >= target || isOver()) break;
      }
      return found;
    };
    const sought = this.#seek(target, startTime) ? decode() : undefined;
    // A stream without an index is entered behind its key frame, and there may be no other.
    const found = sought ?? (this.#rewind() ? decode() : undefined);
    return found === undefined ? undefined : { frame: this.#frame, atMs: Math.max(0, found) };
  }

  /** To the first byte; false for containers that have an index and need none of this. */
  #rewind(): boolean {
    this.#decoder.flushBuffers();
    return this.#file.seekFrameSync(-1, 0n, AVSEEK_FLAG_BYTE) >= 0;
  }

  #seek(target: bigint, startTime: bigint): boolean {
    this.#decoder.flushBuffers();
    if (this.#file.seekFrameSync(this.#stream.index, target, AVSEEK_FLAG_BACKWARD) >= 0) return true;
    // Files without an index can often only be read from their start.
    return this.#file.seekFrameSync(this.#stream.index, startTime, AVSEEK_FLAG_BACKWARD) >= 0 || target === startTime;
  }

  /** Decoded frames one after the other, each in `#frame`; yields their times (undefined where unknown). */
  *#frames(): Generator<bigint | undefined> {
    for (;;) {
      const got = this.#file.readFrameSync(this.#packet);
      if (got === AVERROR_EAGAIN) continue;
      const isEnd = got < 0;
      if (!isEnd && this.#packet.streamIndex !== this.#stream.index) {
        this.#packet.unref();
        continue;
      }
      this.#decoder.sendPacketSync(isEnd ? null : this.#packet);
      this.#packet.unref();
      while (this.#decoder.receiveFrameSync(this.#next) >= 0) {
        [this.#frame, this.#next] = [this.#next, this.#frame];
        const time = this.#frame.bestEffortTimestamp;
        yield time === NO_TIME ? undefined : time;
      }
      if (isEnd) return;
    }
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#frame.free();
    this.#next.free();
    this.#decoder.freeContext();
  }
}
