import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { FeedState, LiveFeed } from '../api/live-feed.ts';

/** What the frame offers to pages. */
export interface AppContext {
  readonly feed: LiveFeed;
  openPalette(): void;
  openShortcuts(): void;
}

const Context = createContext<AppContext | null>(null);
export const AppProvider = Context.Provider;

/** The frame around this page. @throws outside the frame */
export function useApp(): AppContext {
  const app = useContext(Context);
  if (app === null) throw new Error('useApp outside the frame');
  return app;
}

/** How the page hears from the server. */
export function useFeedState(): FeedState {
  const { feed } = useApp();
  return useSyncExternalStore(feed.subscribe, feed.state);
}

/** The present time, renewed every `everyMs`: for relative times. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
