import { bitmapHeader, bitmapPixels } from './sample-bmp.ts';
import type { SampleSize } from './sample-size.ts';

const FRAMES = 10;
const FRAMES_PER_S = 10;
const HAS_INDEX = 0x10;
const KEY_FRAME = 0x10;

/** One second of uncompressed film: needs no encoder, so it also shows whether the only video tool here can decode. */
export function sampleAvi(size: SampleSize): Buffer {
  const frames = Array.from({ length: FRAMES }, (_, n) => chunk('00db', bitmapPixels(size, n * 2)));
  const header = list('hdrl', mainHeader(size), list('strl', streamHeader(size), chunk('strf', bitmapHeader(size))));
  return chunk('RIFF', Buffer.concat([Buffer.from('AVI ', 'latin1'), header, list('movi', ...frames), index(frames)]));
}

function chunk(id: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function list(type: string, ...parts: readonly Buffer[]): Buffer {
  return chunk('LIST', Buffer.concat([Buffer.from(type, 'latin1'), ...parts]));
}

function mainHeader({ widthPx, heightPx }: SampleSize): Buffer {
  const data = Buffer.alloc(56);
  data.writeUInt32LE(1_000_000 / FRAMES_PER_S, 0);
  data.writeUInt32LE(HAS_INDEX, 12);
  data.writeUInt32LE(FRAMES, 16);
  data.writeUInt32LE(1, 24); // streams
  data.writeUInt32LE(widthPx, 32);
  data.writeUInt32LE(heightPx, 36);
  return chunk('avih', data);
}

function streamHeader({ widthPx, heightPx }: SampleSize): Buffer {
  const data = Buffer.alloc(56);
  data.write('vids', 'latin1'); // the codec stays 0: uncompressed
  data.writeUInt32LE(1, 20);
  data.writeUInt32LE(FRAMES_PER_S, 24);
  data.writeUInt32LE(FRAMES, 32);
  data.writeUInt16LE(widthPx, 52);
  data.writeUInt16LE(heightPx, 54);
  return chunk('strh', data);
}

function index(frames: readonly Buffer[]): Buffer {
  let offset = 4; // from the word `movi`
  const entries = frames.map((frame) => {
    const entry = Buffer.alloc(16);
    entry.write('00db', 'latin1');
    entry.writeUInt32LE(KEY_FRAME, 4);
    entry.writeUInt32LE(offset, 8);
    entry.writeUInt32LE(frame.length - 8, 12);
    offset += frame.length;
    return entry;
  });
  return chunk('idx1', Buffer.concat(entries));
}
