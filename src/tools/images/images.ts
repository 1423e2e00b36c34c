import { rm } from 'node:fs/promises';
import type { Log } from '../../base/log.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import { type ChildPool, openChildPool } from '../child/child-pool.ts';
import { askAgainAlone } from './ask-again-alone.ts';
import { firstAlone } from './first-alone.ts';
import type { HdrEncoding } from './hdr-encoding.ts';
import type { magickOps } from './magick-child.ts';
import type { mediaOps } from './media-child.ts';
import type { PictureKind, PictureRecipe } from './picture-recipe.ts';
import type { MadePictures, PictureHead, PictureSource, PictureStep } from './picture-request.ts';

/** Hard limit of one picture once it is its turn. */
const PICTURE_LIMIT_MS = 120_000;
const HEAD_LIMIT_MS = 20_000;
const IDLE_MS = 15_000;
/** A real RAW has at least some bits for each pixel; a stripped sample renders as noise or as one colour. */
const RAW_BITS_PER_PIXEL_MIN = 0.5;

export interface ImagesOptions {
  readonly log: Log;
  /** Pictures made at once. */
  readonly concurrency: number;
  /** Limit of one foreign decode, milliseconds; default two minutes. */
  readonly decodeLimitMs?: number;
}

/** What to make pictures of. */
export interface MakePicturesRequest {
  readonly source: PictureSource;
  /** `magick`: decoded by ImageMagick first; `format` is then the format id. */
  readonly decoder: 'sharp' | 'magick';
  readonly format: string;
  readonly recipe: PictureRecipe;
  /** A new temp file name; the caller takes the files over or removes them. */
  readonly tempFile: (extension: string) => string;
}

/** Pictures from pictures. Every decode runs in a child process that is limited in time and memory. */
export interface Images extends AsyncDisposable {
  /**
   * Preview, square, grid, thumbhash and perceptual hash from one decode. On failure no file stays.
   * @throws picture_empty · picture_damaged · picture_unsupported · too_many_pixels · render_blank ·
   * decoder_timeout · decoder_crashed · decoder_out_of_memory · decoder_unavailable
   */
  makePictures(request: MakePicturesRequest, signal?: AbortSignal): Promise<MadePictures>;
  /** Starts the child that makes pictures, so that the first one does not wait for it. */
  warm(): Promise<void>;
  /** Size and orientation by the head alone. @throws as above */
  readHead(path: string, signal?: AbortSignal): Promise<PictureHead>;
  /** Text that a generator hid in the alpha channel of a PNG. @throws as above */
  readHiddenText(path: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** Opens the two pools; no process runs before it is needed, none stays when idle. */
export function openImages(options: ImagesOptions): Images {
  const { concurrency } = options;
  const decodeLimitMs = options.decodeLimitMs ?? PICTURE_LIMIT_MS;
  const media = openChildPool<typeof mediaOps>({
    name: 'pictures',
    module: siblingModule(import.meta.url, './media-child'),
    size: 1,
    callsPerChild: concurrency,
    // three 24 MP pictures at once hold 500 MiB, sixteen 750 MiB
    recycleRssMiB: Math.max(700, concurrency * 100),
    maxRssMiB: Math.max(2_048, concurrency * 250),
    idleMs: IDLE_MS,
    // glibc's arenas would hold several times what is in use; a thread for each picture and some for files.
    env: { MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: String(concurrency + 2) },
    execArgv: ['--max-old-space-size=256', '--max-semi-space-size=4'],
    log: options.log,
  });
  const magick = openChildPool<typeof magickOps>({
    name: 'magick',
    module: siblingModule(import.meta.url, './magick-child'),
    size: 1,
    recycleRssMiB: 700,
    maxRssMiB: 2_560,
    idleMs: IDLE_MS,
    log: options.log,
  });
  const sure = askAgainAlone();
  const inTurn = firstAlone();
  const ofHead = { timeoutMs: HEAD_LIMIT_MS };
  return {
    makePictures: (request, signal) => inTurn(() => run({ media, magick, sure, decodeLimitMs }, request, signal)),
    warm: () => media.call('warm', undefined, ofHead),
    readHead: (path, signal) =>
      sure({ run: (alone) => media.call('readHead', { path }, { ...ofHead, ...alone, signal }) }),
    readHiddenText: (path, signal) =>
      sure({ run: (alone) => media.call('readHiddenText', { path }, { ...ofHead, ...alone, signal }) }),
    async [Symbol.asyncDispose]() {
      await Promise.all([media[Symbol.asyncDispose](), magick[Symbol.asyncDispose]()]);
    },
  };
}

interface Pools {
  readonly media: ChildPool<typeof mediaOps>;
  readonly magick: ChildPool<typeof magickOps>;
  readonly sure: ReturnType<typeof askAgainAlone>;
  readonly decodeLimitMs: number;
}

async function run(pools: Pools, request: MakePicturesRequest, signal?: AbortSignal): Promise<MadePictures> {
  const { recipe, tempFile } = request;
  const files: Record<PictureKind, string> = {
    preview: tempFile('jpg'),
    square: tempFile('jpg'),
    grid: tempFile('jpg'),
  };
  const removeAll = async (): Promise<void> => {
    await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
  };
  const make = (source: PictureSource): Promise<MadePictures> =>
    pools.sure({
      run: (alone) =>
        pools.media.call(
          'makePictures',
          { source, recipe, files },
          { timeoutMs: pools.decodeLimitMs, ...alone, signal },
        ),
      endingOf: ({ isMended, warning }) => (warning !== undefined ? 'badly' : isMended ? 'harmless' : 'well'),
      undo: removeAll,
    });
  try {
    return await (request.decoder === 'sharp' ? make(request.source) : makeOfDecoded(pools, request, { make, signal }));
  } catch (error) {
    await removeAll();
    throw error;
  }
}

async function makeOfDecoded(
  pools: Pools,
  request: MakePicturesRequest,
  { make, signal }: { make(source: PictureSource): Promise<MadePictures>; signal: AbortSignal | undefined },
): Promise<MadePictures> {
  const between = request.tempFile('tif');
  try {
    const { step: decoded, hdr } = await decodeBetween(pools, { request, between }, signal);
    const made = await make({ ...request.source, path: between, is: 'picture', hdr });
    return { ...made, steps: [decoded, ...made.steps] };
  } finally {
    await rm(between, { force: true });
  }
}

async function decodeBetween(
  pools: Pools,
  work: { request: MakePicturesRequest; between: string },
  signal?: AbortSignal,
): Promise<{ readonly step: PictureStep; readonly hdr: HdrEncoding | undefined }> {
  const startedMs = performance.now();
  const { source, format, recipe } = work.request;
  const minBitsPerPixel = source.refuseBlank === true ? RAW_BITS_PER_PIXEL_MIN : 0;
  const { widthPx, heightPx, tool, hdr } = await pools.magick.call(
    'decode',
    { path: source.path, format, toFile: work.between, maxMegapixels: recipe.maxMegapixels, minBitsPerPixel },
    { timeoutMs: pools.decodeLimitMs, signal },
  );
  const durationUs = (performance.now() - startedMs) * 1_000;
  const detail = `${widthPx} × ${heightPx}${hdr ? `, ${hdr.transfer.toUpperCase()}` : ''}`;
  return { step: { method: 'magick', ok: true, detail, durationUs, tool }, hdr };
}
