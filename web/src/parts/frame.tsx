import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Direction, Tooltip } from 'radix-ui';
import { useLayoutEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import type { LiveFeed } from '../api/live-feed.ts';
import { infoChoice, railChoice } from '../state/choices.ts';
import { useKeys } from '../state/keys.ts';
import { undoLatest } from '../state/notices.ts';
import { ActivityStrip } from './activity-strip.tsx';
import { AppProvider } from './app-context.ts';
import { CommandPalette } from './command-palette.tsx';
import { NoticeStack } from './notice-stack.tsx';
import { Rail } from './rail.tsx';
import { ServerBar } from './server-bar.tsx';
import { SkipLink } from './skip-link.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';

/** Everything around a page: rail, activity strip, palette, shortcuts, messages. */
export function Frame({ feed }: { readonly feed: LiveFeed }): ReactElement {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null);
  const app = useMemo(
    () => ({ feed, openPalette: () => setOpen('palette'), openShortcuts: () => setOpen('shortcuts') }),
    [feed],
  );
  useFrameKeys(setOpen);
  useUncoveredPages();
  return (
    <AppProvider value={app}>
      {/* Tabs and menus would run from left to right whatever the page does. */}
      <Direction.Provider dir={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'}>
        <Tooltip.Provider delayDuration={400}>
          <div className="flex h-dvh flex-col">
            <SkipLink text="Skip to content" to={() => document.querySelector('main')} />
            <ServerBar />
            <div className="flex min-h-0 flex-1 max-[720px]:flex-col">
              <Rail />
              <Outlet />
            </div>
            <ActivityStrip />
          </div>
          <NoticeStack />
          {open === 'palette' ? (
            <CommandPalette onClose={() => setOpen((was) => (was === 'palette' ? null : was))} />
          ) : null}
          {open === 'shortcuts' ? (
            <ShortcutsSheet onClose={() => setOpen((was) => (was === 'shortcuts' ? null : was))} />
          ) : null}
        </Tooltip.Provider>
      </Direction.Provider>
    </AppProvider>
  );
}

/** Where the info panel lies over nearly the whole page. */
const PHONE = '(width < 560px)';

/** On a phone the info panel stays open on the page that it was opened on, and covers no other. */
function useUncoveredPages(): void {
  const page = useRouterState({ select: ({ matches }) => matches.at(-1)?.routeId });
  useLayoutEffect(() => {
    if (page !== undefined && matchMedia(PHONE).matches) infoChoice.set('closed');
  }, [page]);
}

/** How long G waits for the letter of a page, ms. */
const CHORD_MS = 1_500;

function useFrameKeys(setOpen: (what: 'palette' | 'shortcuts' | null) => void): void {
  const navigate = useNavigate();
  const chordAt = useRef(-CHORD_MS);
  const inChord = (event: KeyboardEvent): boolean => event.timeStamp - chordAt.current < CHORD_MS;
  const flipInfo = (): void => infoChoice.set(infoChoice.get() === 'open' ? 'closed' : 'open');
  useKeys({
    'Control+k': (event) => {
      event.preventDefault();
      setOpen('palette');
    },
    '?': () => setOpen('shortcuts'),
    g: (event) => (chordAt.current = event.timeStamp),
    l: (event) => {
      if (inChord(event)) void navigate({ to: '/' });
    },
    i: (event) => {
      if (inChord(event)) void navigate({ to: '/imports' });
      else flipInfo();
      chordAt.current = -CHORD_MS;
    },
    j: (event) => {
      if (inChord(event)) void navigate({ to: '/jobs' });
    },
    h: (event) => {
      if (inChord(event)) void navigate({ to: '/health' });
    },
    'Control+z': undoLatest,
    '[': () => railChoice.set(railChoice.get() === 'pinned' ? 'narrow' : 'pinned'),
    ']': flipInfo,
  });
}
