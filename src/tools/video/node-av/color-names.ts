/** FFmpeg's numbers for colours, by the names ffprobe prints; the library gives the numbers only. */
type Names = Readonly<Record<number, string>>;

/** ffprobe's words for colour ranges, by FFmpeg's number. */
export const COLOR_RANGES: Names = { 1: 'tv', 2: 'pc' };

/** ffprobe's words for colour primaries, by FFmpeg's number. */
export const COLOR_PRIMARIES: Names = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'film',
  9: 'bt2020',
  10: 'smpte428',
  11: 'smpte431',
  12: 'smpte432',
  22: 'ebu3213',
};

/** ffprobe's words for transfer curves, by FFmpeg's number. */
export const COLOR_TRANSFERS: Names = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'linear',
  9: 'log100',
  10: 'log316',
  11: 'iec61966-2-4',
  12: 'bt1361e',
  13: 'iec61966-2-1',
  14: 'bt2020-10',
  15: 'bt2020-12',
  16: 'smpte2084',
  17: 'smpte428',
  18: 'arib-std-b67',
};

/** ffprobe's words for colour spaces, by FFmpeg's number. */
export const COLOR_SPACES: Names = {
  0: 'gbr',
  1: 'bt709',
  4: 'fcc',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'ycgco',
  9: 'bt2020nc',
  10: 'bt2020c',
  11: 'smpte2085',
  12: 'chroma-derived-nc',
  13: 'chroma-derived-c',
  14: 'ictcp',
};

/** ffprobe's words for places of chroma samples, by FFmpeg's number. */
export const CHROMA_LOCATIONS: Names = { 1: 'left', 2: 'center', 3: 'topleft', 4: 'top', 5: 'bottomleft', 6: 'bottom' };

/** ffprobe's words for field orders, by FFmpeg's number. */
export const FIELD_ORDERS: Names = { 1: 'progressive', 2: 'tt', 3: 'bb', 4: 'tb', 5: 'bt' };

/** ffprobe's words for kinds of streams, by FFmpeg's number. */
export const MEDIA_TYPES: Names = { 0: 'video', 1: 'audio', 2: 'data', 3: 'subtitle', 4: 'attachment' };

/** Bits of a stream's disposition, in ffprobe's names. */
export const DISPOSITIONS: Readonly<Record<string, number>> = {
  default: 0x1,
  dub: 0x2,
  original: 0x4,
  comment: 0x8,
  lyrics: 0x10,
  karaoke: 0x20,
  forced: 0x40,
  hearing_impaired: 0x80,
  visual_impaired: 0x100,
  clean_effects: 0x200,
  attached_pic: 0x400,
  timed_thumbnails: 0x800,
  non_diegetic: 0x1000,
  captions: 0x10000,
  descriptions: 0x20000,
  metadata: 0x40000,
  dependent: 0x80000,
  still_image: 0x100000,
};
