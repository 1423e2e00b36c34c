import type { Page, Route } from 'playwright-core';
import type { AssetCard } from '../../src/contract/asset.ts';
import { AssetFilter } from '../../src/contract/asset.ts';
import { FIXTURE_TAGS, FIXTURE_TRACE, fixtureAsset } from './fixture-asset.ts';
import { FAILURES, fixtureActivity, fixtureItems, fixtureReport, PAST, RUNNING } from './fixture-imports.ts';
import { workReply } from './fixture-work-api.ts';
import type { WorkState } from './fixture-jobs.ts';
import { filterCards, fixtureCards, fixtureId, sceneOf, type Scene } from './fixture-library.ts';

/** A state of the whole product that is hard to reach with real files. */
export interface FixtureState {
  readonly assets: number;
  readonly busy?: boolean;
  /** Work is due and nobody does it; three parts of health are not well. */
  readonly stuck?: boolean;
  /** `gone`: no reply. `broken`: every list fails. `slow`: lists never come. `offline`: one root is away. */
  readonly fault?: 'gone' | 'broken' | 'slow' | 'offline';
}

interface World {
  readonly state: FixtureState;
  readonly cards: readonly AssetCard[];
  readonly scenes: readonly Scene[];
}

/** Answers a page's calls with a made-up library. */
export async function serveFixture(page: Page, state: FixtureState, scenes: readonly Scene[]): Promise<void> {
  const cards = fixtureCards(state.assets, scenes).map((card): AssetCard =>
    state.fault === 'offline' ? { ...card, status: 'offline' } : card,
  );
  await page.route('**/api/**', async (route) => await answer(route, { state, cards, scenes }));
}

const workOf = ({ stuck, busy }: FixtureState): WorkState => (stuck ? 'stuck' : busy ? 'busy' : 'idle');

const BROKEN = ['/timeline', '/imports', '/jobs', '/health', '/incidents', '/logs', '/operations', '/traces'];

async function answer(route: Route, world: World): Promise<void> {
  const url = new URL(route.request().url());
  const path = url.pathname.replace(/^\/api/, '');
  const { fault } = world.state;
  if (fault === 'gone') return await route.abort('connectionrefused');
  const picture = /^\/assets\/(\w+)\/(picture|original)/.exec(path);
  if (picture?.[1]) return await sendPicture(route, world, picture[1]);
  if (path === '/logs/follow')
    return await route.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\n\n' });
  if (path === '/events') return await route.fulfill(events(world));
  if (fault === 'slow' && path !== '/activity') return;
  if (fault === 'broken' && BROKEN.some((start) => path.startsWith(start))) {
    return await route.fulfill({
      status: 500,
      json: {
        code: 'disk_error',
        status: 500,
        message: 'EIO: i/o error, read /data/catalogue.sqlite',
        data: { help: 'The disk reported a read error: copy the file from another copy, check the disk.' },
      },
    });
  }
  const body = reply(path, url.searchParams, world);
  if (body === undefined)
    await route.fulfill({
      status: 404,
      json: { code: 'not_found', status: 404, message: 'Nothing is at this address', data: {} },
    });
  else await route.fulfill({ json: body });
}

const events = ({ state }: World) => ({
  contentType: 'text/event-stream',
  body: `retry: 600000\nevent: activity\ndata: ${JSON.stringify(fixtureActivity(state.assets, workOf(state)))}\n\n`,
});

async function sendPicture(route: Route, { cards, scenes }: World, id: string): Promise<void> {
  const n = cards.findIndex((card) => card.id === id);
  const scene = scenes[sceneOf(n)];
  if (n < 0 || !scene || cards[n]?.pictures === 'failed') await route.fulfill({ status: 404, body: '' });
  else
    await route.fulfill({
      contentType: 'image/jpeg',
      body: scene.picture,
      headers: { 'cache-control': 'max-age=3600' },
    });
}

function reply(path: string, ask: URLSearchParams, world: World): unknown {
  const { state, cards } = world;
  const filter = AssetFilter.parse(Object.fromEntries([...ask].filter(([key]) => key in AssetFilter.shape)));
  const matching = (): AssetCard[] => filterCards(cards, filter);
  const [, resource, id, part] = path.split('/');
  if (path === '/activity') return fixtureActivity(state.assets, workOf(state));
  if (path === '/roots') return { roots: roots(state) };
  if (path === '/timeline') return shape(matching());
  if (path === '/timeline/items') {
    const from = Number(ask.get('from'));
    return { revision: 'r1', from, rows: matching().slice(from, from + Number(ask.get('limit'))) };
  }
  if (path === '/folders')
    return {
      folders: ['/photos/2019', '/photos/2024', '/photos/2026', '/photos/scans'].filter((f) =>
        f.startsWith(ask.get('prefix') ?? ''),
      ),
    };
  if (resource === 'assets' && id) return assetReply(id, part, world);
  if (resource === 'imports') return importReply(id, part, { ask, state });
  return workReply(path, ask, workOf(state));
}

const roots = ({ fault, assets }: FixtureState) => [
  {
    id: fixtureId('ro', 1),
    name: 'Photos',
    path: '/photos',
    state: fault === 'offline' ? 'offline' : 'online',
    managed: false,
    assets,
    bytes: assets * 12.4e6,
    lastScanAt: null,
  },
];

function shape(cards: readonly AssetCard[]): unknown {
  const days: { day: string; count: number }[] = [];
  for (const card of cards) {
    const day = card.local.slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) last.count += 1;
    else days.push({ day, count: 1 });
  }
  const aspects = Buffer.from(cards.map((card) => Math.round(128 + 32 * Math.log2(card.aspect)))).toString('base64');
  return { revision: 'r1', total: cards.length, days, aspects };
}

function assetReply(id: string, part: string | undefined, { cards }: World): unknown {
  const n = cards.findIndex((card) => card.id === id);
  const card = cards[n];
  if (!card) return undefined;
  if (part === 'trace') return { steps: FIXTURE_TRACE };
  if (part === 'history')
    return { entries: [{ at: '2026-06-12T15:20:00Z', type: 'asset.imported', text: 'Imported from Lisbon' }] };
  if (part === 'metadata')
    return {
      documents: [{ source: 'file', tool: 'ExifTool 13.59', readAt: '2026-06-12T15:20:02Z', tags: FIXTURE_TAGS }],
    };
  if (part === 'neighbours')
    return {
      before: cards.slice(Math.max(0, n - 20), n),
      after: cards.slice(n + 1, n + 21),
      index: n,
      total: cards.length,
    };
  return fixtureAsset(card);
}

function importReply(
  id: string | undefined,
  part: string | undefined,
  from: { ask: URLSearchParams; state: FixtureState },
): unknown {
  const sessions = from.state.assets === 0 ? [] : [...(from.state.busy ? [RUNNING] : []), ...PAST];
  if (id === undefined) return { rows: sessions };
  const session = sessions.find((one) => one.id === id);
  if (!session) return undefined;
  const failures = session.problems > 30 ? FAILURES : [];
  if (part !== 'items') return { ...session, failures, skips: [], report: fixtureReport(session), cards: [] };
  const outcome = from.ask.get('outcome');
  const rows = fixtureItems(4260).filter((item) => outcome === null || item.outcome === outcome);
  const start = Number(from.ask.get('cursor') ?? 0);
  return { rows: rows.slice(start, start + 200), ...(start + 200 < rows.length ? { next: String(start + 200) } : {}) };
}
