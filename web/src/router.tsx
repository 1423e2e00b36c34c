import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  notFound,
  type NotFoundRouteProps,
} from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import type { ReactElement } from 'react';
import { AssetId, JobId, SessionId } from '../../src/contract/ids.ts';
import type { LiveFeed } from './api/live-feed.ts';
import { IncidentsSearch } from './pages/health/incidents-search.ts';
import { ImportsSearch, SessionSearch } from './pages/imports/imports-search.ts';
import { JobsSearch } from './pages/jobs/jobs-search.ts';
import { LibraryPage } from './pages/library/library-page.tsx';
import { LibrarySearch } from './pages/library/library-search.ts';
import { LogsSearch } from './pages/logs/logs-search.ts';
import { OperationsSearch } from './pages/operations/operations-search.ts';
import { TracesSearch } from './pages/traces/traces-search.ts';
import { EmptyState } from './parts/empty-state.tsx';
import { Frame } from './parts/frame.tsx';
import { Page } from './parts/page.tsx';
import { Notebox } from './parts/problem-box.tsx';

interface RouterContext {
  readonly feed: LiveFeed;
}

// The library comes with the program; every other page when it is first wanted.
/** Loads the asset page: once the library stands, so that a picture opens at once. */
export const assetPage = () => import('./pages/asset/asset-page.tsx');

/** An id of an address; one of no right form names nothing, which is no fault of the page. */
function idIn<T>({ data }: { readonly data?: T | undefined }): T {
  if (data !== undefined) return data;
  throw notFound();
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
});

const library = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: LibrarySearch,
  component: LibraryPage,
});

const asset = createRoute({
  getParentRoute: () => root,
  path: '/asset/$id',
  params: { parse: ({ id }) => ({ id: idIn(AssetId.safeParse(id)) }) },
  validateSearch: LibrarySearch,
  component: lazyRouteComponent(assetPage, 'AssetPage'),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  validateSearch: ImportsSearch,
  component: lazyRouteComponent(() => import('./pages/imports/imports-page.tsx'), 'ImportsPage'),
});

const session = createRoute({
  getParentRoute: () => root,
  path: '/imports/$id',
  params: { parse: ({ id }) => ({ id: idIn(SessionId.safeParse(id)) }) },
  validateSearch: SessionSearch,
  component: lazyRouteComponent(() => import('./pages/imports/session-page.tsx'), 'SessionPage'),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: JobsSearch,
  component: lazyRouteComponent(() => import('./pages/jobs/jobs-page.tsx'), 'JobsPage'),
});

const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$id',
  params: { parse: ({ id }) => ({ id: idIn(JobId.safeParse(id)) }) },
  component: lazyRouteComponent(() => import('./pages/job/job-page.tsx'), 'JobPage'),
});

const traces = createRoute({
  getParentRoute: () => root,
  path: '/traces',
  validateSearch: TracesSearch,
  component: lazyRouteComponent(() => import('./pages/traces/traces-page.tsx'), 'TracesPage'),
});

const health = createRoute({
  getParentRoute: () => root,
  path: '/health',
  component: lazyRouteComponent(() => import('./pages/health/health-page.tsx'), 'HealthPage'),
});

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  validateSearch: IncidentsSearch,
  component: lazyRouteComponent(() => import('./pages/health/incidents-page.tsx'), 'IncidentsPage'),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: '/logs',
  validateSearch: LogsSearch,
  component: lazyRouteComponent(() => import('./pages/logs/logs-page.tsx'), 'LogsPage'),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  validateSearch: OperationsSearch,
  component: lazyRouteComponent(() => import('./pages/operations/operations-page.tsx'), 'OperationsPage'),
});

/** The pages and their addresses. */
export function openRouter(context: RouterContext) {
  return createRouter({
    routeTree: root.addChildren([
      library,
      asset,
      imports,
      session,
      jobs,
      job,
      traces,
      health,
      incidents,
      logs,
      operations,
    ]),
    context,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    defaultPreload: 'intent',
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof openRouter>;
  }
}

function Root(): ReactElement {
  return <Frame feed={root.useRouteContext().feed} />;
}

function NotFound(_props: NotFoundRouteProps): ReactElement {
  return (
    <Page title="Not found">
      <EmptyState icon={<Compass size={24} aria-hidden />} title="Nothing is at this address">
        <p>The link may be old, or mistyped.</p>
        <Link to="/" className="text-accent hover:underline">
          Go to the library
        </Link>
      </EmptyState>
    </Page>
  );
}

function PageError({ error, reset }: { readonly error: unknown; readonly reset: () => void }): ReactElement {
  return (
    // The frame itself may be what has the fault: what it offers to pages is missing then.
    <Tooltip.Provider>
      <Page title="Problem">
        <div className="p-6">
          <Notebox tone="bad" title="This page has a fault" code="bug">
            <p>{error instanceof Error ? error.message : 'It stopped while being drawn.'}</p>
            <p className="text-muted">Your library is not affected. Load the page again; report it if it stays.</p>
            <button
              type="button"
              onClick={reset}
              className="mt-2 self-start rounded-control text-accent hover:underline"
            >
              Draw it again
            </button>
          </Notebox>
        </div>
      </Page>
    </Tooltip.Provider>
  );
}
