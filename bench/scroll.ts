import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { z } from 'zod';
import { openLocalBlobs } from '../src/blobs/local.ts';
import { AssetCard } from '../src/contract/asset.ts';
import { pictureUrl } from '../src/contract/api.ts';
import { TimelineView } from '../src/contract/timeline.ts';
import { openChromium } from '../web/dev/open-chromium.ts';
import { justify } from '../web/src/pages/library/justified-layout.ts';
import { readTimeline } from '../web/src/pages/library/timeline-index.ts';
import { type GridPicture, fillCatalogue } from './fill-catalogue.ts';
import { photoLibrary } from './library.ts';
import { type BenchEnv, median, type Row } from './row.ts';
import { type BareRow, buildBarePage, ride, type RideReport } from './scroll-page.ts';
import { configWithPort, dataFolder, startSupervisor, untilAnswered } from './supervisor.ts';

const ASSETS = 20_000;
const PICTURES = 24;
const START_LIMIT_MS = 60_000;
const SCREEN = { width: 1_440, height: 900 };
const RIDE_MS = 4_000;
/** A frame that came with the next tick of 60 Hz, and one that everybody sees. */
const [ON_TIME_MS, SEEN_MS] = [17.5, 50];
/** Pictures pass slowly enough to be looked at; a flick; a drag through years, where nothing can come in time: told only. */
const SPEEDS = [
  { name: 'browsing', speed: 1_500, isJudged: true },
  { name: 'flicking', speed: 8_000, isJudged: true },
  { name: 'travelling', speed: 40_000, isJudged: false },
] as const;

/** Frames of the library while it is scrolled, beside those of a bare page with the same pictures in the same places. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const tree = await photoLibrary({ ...env, n: ASSETS, size: 'tiny' });
  await using data = await dataFolder();
  env.tell(`filling a catalogue with ${ASSETS} assets and ${PICTURES} pictures`);
  await fillCatalogue(data.path, tree.folder, await storePictures(env, join(data.path, 'derivatives')));
  const { file, url } = await configWithPort(data.path);
  await using running = startSupervisor(['serve', '--no-worker', '--data', data.path, '--config', file]);
  await untilAnswered(`${url}/api/timeline`, running, START_LIMIT_MS);
  // A browser each: neither finds what the other has loaded.
  await using ours = await openChromium({ viewport: SCREEN });
  await using bare = await openChromium({ viewport: SCREEN, bypassCSP: true });
  const library = await ours.context.newPage();
  await library.goto(`${url}/`);
  await library.locator('.tile img[data-shown]').first().waitFor();
  const width = await library.evaluate<number>('document.querySelector("[role=grid]").clientWidth');
  const plain = await bare.context.newPage();
  await plain.goto(`${url}/health`);
  await plain.evaluate(buildBarePage, await bareGrid(url, width));
  const rows: Row[] = [];
  let fromPx = 0;
  for (const { name, speed, isJudged } of SPEEDS) {
    const rides: Rides = { ours: [], bare: [] };
    for (let i = 0; i < env.repeat; i++) {
      env.tell(`${name}, ${i + 1} of ${env.repeat}`);
      const order = { speed, ms: RIDE_MS, fromPx };
      rides.ours.push(await rideOn(library, { ...order, selector: '.grid-scroll' }));
      rides.bare.push(await rideOn(plain, { ...order, selector: '[data-bare]' }));
      fromPx += Math.min(speed * (RIDE_MS / 1_000), 30_000);
    }
    rows.push(...rowsOf(`${name}, ${speed} px/s`, rides).map((row) => (isJudged ? row : toldOnly(row))));
  }
  return rows;
}

interface Rides {
  readonly ours: RideReport[];
  readonly bare: RideReport[];
}

async function rideOn(page: Page, order: Parameters<typeof ride>[0]): Promise<RideReport> {
  await page.bringToFront();
  return await page.evaluate(ride, order);
}

/** The pictures of real photographs that the catalogue's assets share. */
async function storePictures(env: BenchEnv, folder: string): Promise<readonly GridPicture[]> {
  const { files } = await photoLibrary({ ...env, n: PICTURES, size: 'small' });
  await using blobs = await openLocalBlobs(folder);
  return await Promise.all(
    files.map(async (file, i) => {
      const [width, height] = i % 4 === 0 ? [384, 512] : [512, 384];
      const { data, info } = await sharp(file)
        .rotate()
        .resize({ width, height })
        .jpeg({ quality: 80 })
        .toBuffer({ resolveWithObject: true });
      const tiny = await sharp(data)
        .resize(64, 64, { fit: 'inside' })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const key = `pictures/bench-${i}-grid.jpg`;
      await blobs.put(key, data);
      const thumbhash = rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data);
      return { key, thumbhash, widthPx: info.width, heightPx: info.height, bytes: data.length };
    }),
  );
}

/** The rows of the library as its page lays them out. */
async function bareGrid(url: string, width: number): Promise<{ rows: readonly BareRow[]; height: number }> {
  const timeline = readTimeline(TimelineView.parse(await (await fetch(`${url}/api/timeline`)).json()));
  const { strips, height, x, width: widths } = justify(timeline, { width, rowHeight: 180 });
  const cards: AssetCard[] = [];
  while (cards.length < timeline.total) {
    const reply = await fetch(`${url}/api/timeline/items?from=${cards.length}&limit=200`);
    const { rows } = z.object({ rows: AssetCard.array() }).parse(await reply.json());
    cards.push(...rows);
  }
  const rows = strips
    .filter(({ kind }) => kind === 'pictures')
    .map(({ top, height: rowHeight, first, count }) => ({
      top,
      height: rowHeight,
      pictures: cards.slice(first, first + count).map((card, i) => ({
        url: pictureUrl(card.id, 'grid', card.picture),
        x: x[first + i] ?? 0,
        width: widths[first + i] ?? 0,
      })),
    }));
  return { rows, height };
}

function rowsOf(what: string, { ours, bare }: Rides): Row[] {
  const late = (ride: RideReport, limitMs: number): number =>
    (ride.frames.filter((ms) => ms > limitMs).length / ride.frames.length) * 100;
  const share = (limitMs: number): { own: number; other: number } => ({
    own: median(ours.map((one) => late(one, limitMs))),
    other: median(bare.map((one) => late(one, limitMs))),
  });
  const lateShare = share(ON_TIME_MS);
  const seenShare = share(SEEN_MS);
  const bareTiles = ours.map(({ bareTiles: none, tiles }) => (none / tiles) * 100);
  const runs = ours.length;
  const note = `ours ${spread(ours)}; bare ${spread(bare)}; ms between frames: median, p95, worst`;
  return [
    shareRow(`${what}: frames later than 16.7 ms`, lateShare, { runs, note }),
    shareRow(`${what}: frames later than 50 ms`, seenShare, { runs }),
    {
      what: `${what}: tiles in sight without picture or placeholder`,
      ours: { value: median(bareTiles), unit: '%' },
      reach: '≤ 5 %',
      isOk: median(bareTiles) <= 5,
      runs,
    },
  ];
}

function toldOnly({ isOk: _isOk, ...row }: Row): Row {
  return { ...row, reach: 'told only' };
}

/** No more late frames than the bare page has, but for a few in a hundred. */
function shareRow(
  what: string,
  { own, other }: { own: number; other: number },
  more: { runs: number; note?: string },
): Row {
  return {
    what,
    ours: { value: own, unit: '%' },
    limit: { value: other, unit: '%', name: 'bare page' },
    reach: '≤ bare page + 3 %',
    isOk: own <= other + 3,
    ...more,
  };
}

function spread(rides: readonly RideReport[]): string {
  const all = rides.flatMap(({ frames }) => frames).toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? NaN).toFixed(1);
  return `${at(0.5)}, ${at(0.95)}, ${at(1)}`;
}
