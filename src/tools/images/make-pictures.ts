import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { MegapixelGate } from './megapixel-gate.ts';
import { openSource, type OpenedSource } from './open-source.ts';
import type { MadePicture, MadePictures, PictureHead, PictureRequest, PictureStep } from './picture-request.ts';
import { type EncodedPicture, type RenderedPreview, renderPreview } from './render-preview.ts';
import { renderSmall } from './render-small.ts';

/** Megapixels decoded at once, so that memory stays flat however large the pictures are. */
const gate = new MegapixelGate(120);
const TOOL = `sharp ${sharp.versions.sharp}`;

/** Runs in the media child: all pictures of one source from one decode, written to files. */
export async function makePictures(request: PictureRequest, signal: AbortSignal): Promise<MadePictures> {
  const { source, recipe, files } = request;
  const steps: PictureStep[] = [];
  const opened = await openSource(source, recipe.maxMegapixels);
  using _turn = await gate.take(opened.weight);
  signal.throwIfAborted();
  const isMade = source.is !== 'preview';
  const startedMs = performance.now();
  const preview = isMade ? await renderPreview(opened, recipe) : await asItIs(opened, source.path);
  const warning = preview.isDamaged ? 'picture_damaged' : undefined;
  if (isMade) steps.push(step('preview', startedMs, { preview, code: warning }));
  signal.throwIfAborted();
  const smallMs = performance.now();
  const small = await renderSmall(preview, recipe, { refuseBlank: source.refuseBlank === true });
  steps.push(step('small', smallMs, { preview: small.grid }));
  return {
    preview: isMade ? write(files.preview, preview) : undefined,
    square: write(files.square, small.square),
    grid: write(files.grid, small.grid),
    thumbhash: small.thumbhash,
    phash64: small.phash64,
    sourceWidthPx: opened.uprightWidthPx,
    sourceHeightPx: opened.uprightHeightPx,
    frames: opened.frames,
    isMended: preview.isMended,
    warning,
    steps,
  };
}

/** Runs in the media child: what the head of a picture says. */
export async function readPictureHead(path: string): Promise<PictureHead> {
  return (await openSource({ path, is: 'picture' }, Number.MAX_SAFE_INTEGER / 1e6)).head;
}

async function asItIs(opened: OpenedSource, path: string): Promise<RenderedPreview> {
  await using handle = await open(path, 'r');
  const { widthPx, heightPx } = opened.head;
  return { data: await handle.readFile(), widthPx, heightPx, isMended: false, isDamaged: false };
}

function step(
  method: string,
  startedMs: number,
  made: { preview: EncodedPicture; code?: string | undefined },
): PictureStep {
  const { widthPx, heightPx, data } = made.preview;
  const durationUs = (performance.now() - startedMs) * 1_000;
  return { method, ok: true, code: made.code, durationUs, bytes: data.length, widthPx, heightPx, tool: TOOL };
}

/** At once, not through the thread pool, whose threads compute here: a copy to the system's cache. The store syncs it. */
function write(file: string, picture: EncodedPicture): MadePicture {
  writeFileSync(file, picture.data, { flag: 'wx' });
  return { file, widthPx: picture.widthPx, heightPx: picture.heightPx, bytes: picture.data.length };
}
