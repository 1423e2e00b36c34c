const START = 0xffd8;
const TIFF_ORIENTATION = 0x0112;

/** A JPEG with its orientation said in a minimal EXIF segment, so that browsers and libvips show it upright. */
export function uprightJpeg(jpeg: Uint8Array, orientation: number | null): Uint8Array {
  if (orientation === null || orientation <= 1 || orientation > 8) return jpeg;
  const segment = Buffer.alloc(38);
  segment.writeUInt16BE(START, 0);
  segment.writeUInt16BE(0xffe1, 2);
  segment.writeUInt16BE(34, 4);
  segment.write('Exif\0\0MM\0*', 6, 'latin1');
  segment.writeUInt32BE(8, 16); // offset of the only directory
  segment.writeUInt16BE(1, 20); // one entry: tag, type SHORT, count 1, value
  segment.writeUInt16BE(TIFF_ORIENTATION, 22);
  segment.writeUInt16BE(3, 24);
  segment.writeUInt32BE(1, 26);
  segment.writeUInt16BE(orientation, 30);
  return Buffer.concat([segment, jpeg.subarray(2)]);
}
