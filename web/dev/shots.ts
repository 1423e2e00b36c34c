import type { Page } from 'playwright-core';
import type { FixtureState } from './fixture-api.ts';
import { fixtureId } from './fixture-library.ts';

/** One picture of a page in a state. */
export interface Shot {
  readonly name: string;
  /** Address; `{asset}`, `{session}` and `{job}` (a failed one) stand for the first ones of the real library. */
  readonly path: string;
  /** Made-up data for states that are hard to reach; without it the real library is shown. */
  readonly state?: FixtureState;
  /** Done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const ASSET = `/asset/${fixtureId('as', 5_000_000 - 42)}`;
const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
const openInfo =
  (tab?: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('i');
    if (tab) await page.getByRole('tab', { name: tab }).click();
  };

const unplug = async (page: Page): Promise<void> => {
  // Routes that come later are asked first: at no moment does a call reach the real server.
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Try now' }).waitFor({ timeout: 8_000 });
};

const toLists = async (page: Page): Promise<void> => {
  await page.getByRole('tablist').evaluate((element) => element.scrollIntoView({ block: 'start' }));
};

/** Every page in every state it must have. */
export const SHOTS: readonly Shot[] = [
  { name: 'real-library', path: '/' },
  { name: 'real-list', path: '/?view=list' },
  { name: 'real-asset', path: '/asset/{asset}', act: openInfo() },
  { name: 'real-trace', path: '/asset/{asset}', act: openInfo('Trace') },
  { name: 'real-imports', path: '/imports' },
  { name: 'real-session', path: '/imports/{session}' },
  { name: 'real-jobs', path: '/jobs' },
  { name: 'real-jobs-failed', path: '/jobs?tab=failed', act: toLists },
  { name: 'real-job', path: '/jobs/{job}' },
  { name: 'real-traces', path: '/traces' },
  { name: 'real-health', path: '/health' },
  { name: 'real-incidents', path: '/incidents' },
  { name: 'real-logs', path: '/logs' },
  { name: 'library-empty', path: '/', state: { assets: 0 } },
  { name: 'library-some', path: '/', state: { assets: 20 } },
  { name: 'library-many', path: '/', state: { assets: 20_000 } },
  { name: 'library-many-small', path: '/?zoom=120', state: { assets: 20_000 } },
  { name: 'library-list', path: '/?view=list', state: { assets: 20_000 } },
  { name: 'library-importing', path: '/', state: { assets: 20_000, busy: true } },
  { name: 'library-loading', path: '/', state: { assets: 20, fault: 'slow' } },
  { name: 'library-error', path: '/', state: { assets: 20, fault: 'broken' } },
  { name: 'library-gone', path: '/', state: { assets: 2_000 }, act: unplug },
  { name: 'library-offline', path: '/', state: { assets: 2_000, fault: 'offline' } },
  { name: 'library-no-result', path: '/?name=zebra&kind=video', state: { assets: 2_000 } },
  { name: 'library-problem', path: '/?problem=no-preview', state: { assets: 20_000 } },
  {
    name: 'library-selected',
    path: '/',
    state: { assets: 20_000 },
    act: press('ArrowRight', 'x', 'Shift+ArrowRight', 'Shift+ArrowRight', 'i'),
  },
  { name: 'library-all', path: '/', state: { assets: 20_000 }, act: press('ArrowRight', 'Control+a') },
  { name: 'library-deep', path: '/', state: { assets: 20_000 }, act: press('ArrowRight', 'y', 'y', 'm') },
  {
    name: 'contrast',
    path: '/',
    state: { assets: 2_000, busy: true },
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('contrast');
      await page.keyboard.press('Enter');
      await page.keyboard.press('i');
    },
  },
  { name: 'palette', path: '/', state: { assets: 2_000 }, act: press('Control+k') },
  { name: 'shortcuts', path: '/', state: { assets: 2_000 }, act: press('?') },
  { name: 'asset', path: ASSET, state: { assets: 20_000 } },
  { name: 'asset-facts', path: ASSET, state: { assets: 20_000 }, act: openInfo() },
  { name: 'asset-files', path: ASSET, state: { assets: 20_000 }, act: openInfo('Files and copies') },
  { name: 'asset-trace', path: ASSET, state: { assets: 20_000 }, act: openInfo('Trace') },
  { name: 'asset-raw', path: ASSET, state: { assets: 20_000 }, act: openInfo('Raw metadata') },
  {
    name: 'asset-failed',
    path: `/asset/${fixtureId('as', 5_000_000 - 77)}`,
    state: { assets: 20_000 },
    act: openInfo(),
  },
  { name: 'asset-missing', path: `/asset/${fixtureId('as', 7)}`, state: { assets: 20 } },
  { name: 'imports-empty', path: '/imports', state: { assets: 0 } },
  { name: 'imports', path: '/imports', state: { assets: 20_000 } },
  { name: 'imports-running', path: '/imports', state: { assets: 20_000, busy: true } },
  {
    name: 'imports-start',
    path: '/imports?start=true',
    state: { assets: 20_000 },
    act: async (page) => await page.keyboard.type('/photos'),
  },
  { name: 'imports-error', path: '/imports', state: { assets: 20, fault: 'broken' } },
  { name: 'session', path: `/imports/${fixtureId('is', 103)}`, state: { assets: 20_000 } },
  { name: 'session-filtered', path: `/imports/${fixtureId('is', 103)}?outcome=error`, state: { assets: 20_000 } },
  { name: 'session-running', path: `/imports/${fixtureId('is', 100)}`, state: { assets: 20_000, busy: true } },
  { name: 'session-failed', path: `/imports/${fixtureId('is', 152)}`, state: { assets: 20_000 } },
  { name: 'jobs', path: '/jobs', state: { assets: 20_000, busy: true } },
  { name: 'jobs-idle', path: '/jobs', state: { assets: 20_000 } },
  { name: 'jobs-stuck', path: '/jobs?tab=workers', state: { assets: 20_000, stuck: true } },
  { name: 'jobs-waiting', path: '/jobs?tab=waiting', state: { assets: 20_000, busy: true }, act: toLists },
  { name: 'jobs-failed', path: '/jobs?tab=failed', state: { assets: 20_000, busy: true }, act: toLists },
  {
    name: 'jobs-failed-selected',
    path: '/jobs?tab=failed&code=picture_damaged',
    state: { assets: 20_000, busy: true },
    act: async (page) => {
      await page.getByRole('checkbox', { name: 'Select all' }).check();
      await toLists(page);
    },
  },
  {
    name: 'jobs-cancel-all',
    path: '/jobs?tab=waiting',
    state: { assets: 20_000, busy: true },
    act: async (page) => {
      await page.getByRole('checkbox', { name: 'Select all' }).check();
      await page.getByRole('button', { name: 'Select all that match' }).click();
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    },
  },
  {
    name: 'jobs-contrast',
    path: '/jobs?tab=failed',
    state: { assets: 20_000, busy: true },
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('contrast');
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'jobs-finished',
    path: '/jobs?tab=finished&queue=pictures',
    state: { assets: 20_000, busy: true },
    act: toLists,
  },
  {
    name: 'jobs-remove',
    path: '/jobs?tab=finished',
    state: { assets: 20_000, busy: true },
    act: async (page) => await page.getByRole('button', { name: 'Remove records…' }).click(),
  },
  { name: 'jobs-schedules', path: '/jobs?tab=schedules', state: { assets: 20_000 }, act: toLists },
  { name: 'jobs-no-result', path: '/jobs?tab=finished&queue=upkeep', state: { assets: 20 }, act: toLists },
  { name: 'jobs-loading', path: '/jobs', state: { assets: 20, fault: 'slow' } },
  { name: 'jobs-error', path: '/jobs', state: { assets: 20, fault: 'broken' } },
  { name: 'jobs-gone', path: '/jobs', state: { assets: 20_000, busy: true }, act: unplug },
  { name: 'job-failed', path: `/jobs/${fixtureId('jb', 9_077)}`, state: { assets: 20_000, busy: true } },
  {
    name: 'job-data',
    path: `/jobs/${fixtureId('jb', 9_077)}`,
    state: { assets: 20_000, busy: true },
    act: async (page) => {
      for (const title of ['Payload', 'Record']) await page.locator('summary', { hasText: title }).click();
      await page.locator('summary', { hasText: 'Record' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'job-running', path: `/jobs/${fixtureId('jb', 9_000)}`, state: { assets: 20_000, busy: true } },
  { name: 'job-retried', path: `/jobs/${fixtureId('jb', 1)}`, state: { assets: 20_000, busy: true } },
  { name: 'traces', path: '/traces', state: { assets: 20_000, busy: true } },
  { name: 'traces-failed', path: '/traces?ok=false&from=2026-06-01', state: { assets: 20_000, busy: true } },
  { name: 'traces-empty', path: '/traces', state: { assets: 0 } },
  { name: 'traces-error', path: '/traces', state: { assets: 20, fault: 'broken' } },
  { name: 'health', path: '/health', state: { assets: 20_000 } },
  { name: 'health-bad', path: '/health', state: { assets: 20_000, stuck: true } },
  { name: 'health-loading', path: '/health', state: { assets: 20, fault: 'slow' } },
  { name: 'health-error', path: '/health', state: { assets: 20, fault: 'broken' } },
  { name: 'incidents', path: '/incidents', state: { assets: 20_000, busy: true } },
  { name: 'incidents-none', path: '/incidents', state: { assets: 20_000 } },
  { name: 'logs', path: '/logs', state: { assets: 20_000, busy: true } },
  {
    name: 'logs-open',
    path: '/logs?level=error',
    state: { assets: 20_000, busy: true },
    act: async (page) => await page.locator('li button').nth(2).click(),
  },
  { name: 'operations', path: '/operations', state: { assets: 20_000, busy: true } },
  {
    name: 'operations-open',
    path: '/operations',
    state: { assets: 20_000, busy: true },
    act: async (page) => await page.locator('li button').nth(2).click(),
  },
  { name: 'operations-none', path: '/operations', state: { assets: 20_000 } },
  { name: 'operations-error', path: '/operations', state: { assets: 20, fault: 'broken' } },
  { name: 'logs-error', path: '/logs', state: { assets: 20, fault: 'broken' } },
];

/** The shots that are taken at unusual sizes and from right to left, too: one a page. */
export const EVERYWHERE: readonly string[] = [
  'library-many',
  'asset-facts',
  'imports-running',
  'session',
  'jobs',
  'jobs-failed',
  'job-failed',
  'traces',
  'health-bad',
  'incidents',
  'logs',
  'operations',
];
