/** A call is over by then; what hangs is killed. */
export const VIDEO_TIMEOUT_MS = 20_000;

/** No new attempt at a better poster is started after this. */
export const POSTER_SEARCH_MS = 8_000;

/** Longest side of a poster. */
export const POSTER_EDGE_PX = 2_048;

/** Larger frames are refused before they are decoded (8K and 12K cameras pass). */
export const MAX_FRAME_PX = 100_000_000;

/** So much of a file is read to find its streams. */
export const PROBE_BYTES = 16 * 1_024 * 1_024;

/** A file with more streams than this is refused. */
export const MAX_STREAMS = 200;

/**
 * The only demuxers a file may choose by its content. Playlists and scripts (hls, concat, dash, image2, lavfi …)
 * are not among them: they would open other files.
 */
export const ALLOWED_DEMUXERS =
  'mov,matroska,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,mxf,gxf,rm,dv,ivf,h264,hevc,m4v,' +
  'obu,av1,vc1,nut,wtv,dhav,live_flv,ty,pva,nsv,roq,smk';

/** Files may only be read from the file system, never from a network address. */
export const ALLOWED_PROTOCOLS = 'file';
