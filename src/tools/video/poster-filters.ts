import type { Json } from '../../base/json.ts';
import { shownSize, uprightOf } from './read-video-facts.ts';
import { POSTER_EDGE_PX } from './video-limits.ts';

/** Transfer curves of high dynamic range, by ffprobe's name, as zscale calls them. */
const HDR_TRANSFERS: Readonly<Record<string, string>> = { smpte2084: 'smpte2084', 'arib-std-b67': 'arib-std-b67' };

/**
 * The filter chains (FFmpeg's syntax, same for both adapters) that make a poster from a decoded frame, in the order to
 * try: pixels made square and shrunk to the poster's size, high dynamic range brought into the ordinary one, upright,
 * in JPEG's own colours. The last one needs no optional filter.
 */
export function posterFilters(stream: { readonly [field: string]: Json }): readonly string[] {
  const turn = uprightOf(stream);
  const stored = shownSize(stream, { rotationDeg: 0, isMirrored: false }) ?? { widthPx: 320, heightPx: 240 };
  const factor = Math.min(1, POSTER_EDGE_PX / Math.max(stored.widthPx, stored.heightPx));
  const width = Math.max(1, Math.round(stored.widthPx * factor));
  const height = Math.max(1, Math.round(stored.heightPx * factor));
  const fieldOrder = stream['field_order'];
  const isInterlaced = typeof fieldOrder === 'string' && !['progressive', 'unknown'].includes(fieldOrder);
  const deinterlace = isInterlaced ? ['yadif=mode=0'] : [];
  const upright = [
    ...(turn.isMirrored ? ['hflip'] : []),
    ...(turn.rotationDeg === 90 ? ['transpose=clock'] : []),
    ...(turn.rotationDeg === 180 ? ['hflip', 'vflip'] : []),
    ...(turn.rotationDeg === 270 ? ['transpose=cclock'] : []),
  ];
  const size = `scale=w=${width}:h=${height}:flags=bicubic`;
  const jpegColours = 'scale=out_color_matrix=bt601:out_range=full';
  const end = [jpegColours, 'format=yuvj444p', ...upright, 'setsar=1'];
  const curve = stream['color_transfer'];
  const transfer = typeof curve === 'string' ? HDR_TRANSFERS[curve] : undefined;
  const toneMapped = transfer ? [[...deinterlace, size, ...toOrdinaryRange(transfer), ...end].join(',')] : [];
  return [...toneMapped, [...deinterlace, size, ...end].join(',')];
}

/**
 * Through linear light, so that highlights are folded in and not cut. Inputs are named, because files often leave them
 * out; so is the peak: films are graded for about 1000 nits, 5 times the 203 of diffuse white.
 */
function toOrdinaryRange(transfer: string): readonly string[] {
  return [
    'format=yuv420p10le',
    `zscale=transferin=${transfer}:primariesin=bt2020:matrixin=bt2020nc:rangein=limited:transfer=linear:npl=203`,
    'format=gbrpf32le',
    'zscale=primaries=bt709',
    'tonemap=tonemap=mobius:desat=0:peak=5',
    'zscale=transfer=bt709:matrix=bt709:range=limited',
    'format=yuv420p',
  ];
}
