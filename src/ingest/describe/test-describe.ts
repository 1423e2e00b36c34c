import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openPictureLibrary, type PictureLibrary } from '../../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { allTraces } from '../../catalogue/traces/add-trace.ts';
import { AssetFacts, emptyFacts } from '../../contract/asset-facts.ts';
import type { AssetId } from '../../contract/ids.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { runJob } from '../../jobs/run-job.ts';
import { openExifTool } from '../../tools/exiftool/open-exiftool.ts';
import { openVideo } from '../../tools/video/open-video.ts';
import { describeAsset } from '../describe-asset.ts';
import type { DescribeNeeds } from './describe-needs.ts';

/** What is known of an asset after a try. */
interface Described {
  readonly asset: AssetTable;
  readonly facts: AssetFacts;
  readonly trace: readonly string[];
}

/** A library whose assets are described one by one, by the real tools. */
export interface DescribeBench extends AsyncDisposable {
  readonly library: PictureLibrary;
  readonly folder: string;
  readonly tags: DescribeNeeds['tags'];
  /** Writes a file and catalogues it. */
  add(name: string, bytes: Uint8Array): Promise<AssetId>;
  run(assetId: AssetId, change?: Partial<DescribeNeeds>, attempt?: number): Promise<unknown>;
  look(id: AssetId): Promise<Described>;
  documents(id: AssetId): Promise<{ source: string; tool: string; tags: string }[]>;
}

/** Of the tools that it uses; for those that a test opens itself. */
export const toolSettings = { timeoutMs: 20_000, processes: 1, clock: systemClock, log: silentLog } as const;

/** Opens one in a temp folder. For tests. */
export async function openDescribeBench(): Promise<DescribeBench> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  const library = stack.use(await openPictureLibrary());
  const tags = stack.use(openExifTool({ ...toolSettings, mode: 'full' }));
  const opened = openVideo({ engine: 'auto', ffmpeg: '', ffprobe: '', size: 1, idleMs: 1_000, log: silentLog });
  stack.defer(async () => (await opened).video?.[Symbol.asyncDispose]());
  const { db, services, images } = library;
  const { blobs } = library.needs;
  const video = async () => (await opened).video;
  const needs: DescribeNeeds = {
    db,
    services,
    clock: systemClock,
    blobs,
    tags,
    images,
    traces: () => allTraces,
    video,
  };
  const owned = stack.move();
  return {
    library,
    folder,
    tags,
    async add(name, bytes) {
      await writeFile(join(folder, name), bytes);
      return await library.add(join(folder, name));
    },
    run: (assetId, change = {}, attempt = 1) =>
      runJob(describeAsset, { input: { assetId }, needs: { ...needs, ...change }, attempt }),
    look: (id) => look(library, id),
    documents: (id) =>
      db
        .selectFrom('metadata_document')
        .select(['source', 'tool', 'tags'])
        .where('asset_id', '=', id)
        .orderBy('source')
        .execute(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function look({ db }: PictureLibrary, id: AssetId): Promise<Described> {
  const asset = await db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const steps = await db.selectFrom('import_trace').selectAll().where('asset_id', '=', id).orderBy('step').execute();
  const trace = steps.map(({ type, method, ok, code }) =>
    [type, method, ok === 1 ? 'ok' : 'failed', code].filter(Boolean).join(' '),
  );
  return { asset, facts: AssetFacts.parse(JSON.parse(asset.facts ?? 'null') ?? emptyFacts), trace };
}

let seed = 0;

/** A JPEG with these tags, unlike any other; it stands on its side. */
export function exifJpeg(exif: Parameters<ReturnType<typeof sharp>['withExif']>[0]): Promise<Buffer> {
  const background = { r: (seed += 11) % 256, g: (seed * 5) % 256, b: 120 };
  return sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .withExif(exif)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}
