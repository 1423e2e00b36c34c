import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openAppFeed } from './api/app-feed.ts';
import { toProblem } from './api/problem.ts';
import { assetPage, openRouter } from './router.tsx';
import './style/app.css';
import './style/library.css';

/** Long enough for the first thumbnails to be asked for. */
const WARM_AFTER_MS = 1_500;

const queries = new QueryClient({
  // Pushes say what changed: nothing is asked for again only because a window was clicked.
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: (failures, error) => failures < 2 && toProblem(error).code === 'busy' },
  },
});
// What the server has decided is not asked again; only what did not come through is.
function isPassing(error: unknown): boolean {
  return ['server_gone', 'busy'].includes(toProblem(error).code);
}

const feed = openAppFeed(queries);
const router = openRouter({ feed });
feed.start();
document.addEventListener('visibilitychange', () => (document.hidden ? feed.rest() : feed.start()));
setTimeout(() => void assetPage().catch(() => undefined), WARM_AFTER_MS);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
