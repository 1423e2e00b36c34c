import { asf, avi, dv, flv, mkv, ogv, webm } from './container-video.ts';
import type { Format } from './format.ts';
import { avif, avifSequence, heic } from './heif.ts';
import { mov, mp4, threeGp } from './iso-video.ts';
import { jpeg2000 } from './jpeg-2000.ts';
import { jpeg, thumbnailSidecar } from './jpeg.ts';
import { jpegXl } from './jpeg-xl.ts';
import { mpeg, mts } from './mpeg.ts';
import { psd } from './psd.ts';
import { cr2, cr3, crw } from './raw/canon.ts';
import { dng, gpr } from './raw/dng.ts';
import { iiq, mrw, orf, raf, rw2, x3f } from './raw/own-containers.ts';
import { tiffFamilies } from './raw/tiff-families.ts';
import { aae, promptText, takeoutJson, xmp } from './sidecars.ts';
import { svg } from './svg.ts';
import { tiff } from './tiff.ts';
import { bmp, gif, png, webp } from './web-pictures.ts';

/** Every known format, in the order they are asked: the first that matches wins. */
export const formats: readonly Format[] = [
  thumbnailSidecar,
  jpeg,
  png,
  webp,
  gif,
  cr2,
  cr3,
  crw,
  raf,
  rw2,
  orf,
  x3f,
  mrw,
  iiq,
  gpr,
  dng,
  ...tiffFamilies,
  tiff,
  avifSequence,
  avif,
  heic,
  jpegXl,
  jpeg2000,
  psd,
  bmp,
  threeGp,
  mov,
  mp4,
  webm,
  mkv,
  avi,
  asf,
  flv,
  ogv,
  dv,
  mpeg,
  mts,
  svg,
  xmp,
  aae,
  takeoutJson,
  promptText,
];
