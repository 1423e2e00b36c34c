import { useNavigate } from '@tanstack/react-router';
import {
  Activity,
  CircleX,
  FolderInput,
  HeartPulse,
  Images,
  Import,
  Keyboard,
  ListChecks,
  Moon,
  Route,
  ScrollText,
  Search,
  Siren,
  Sun,
  SunMoon,
  Contrast,
  type LucideIcon,
} from 'lucide-react';
import { useId, useMemo, useState, type ReactElement } from 'react';
import { setTheme } from '../state/choices.ts';
import { useApp } from './app-context.ts';
import { Keys } from './button.tsx';
import { Modal } from './modal.tsx';

interface Command {
  readonly label: string;
  readonly words: string;
  readonly keys?: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
}

/** Finds a command by any of its words, in any order. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const commands = useCommands();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return commands.filter((c) => words.every((word) => `${c.label} ${c.words}`.toLowerCase().includes(word)));
  }, [commands, text]);

  const run = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (key: string): boolean => {
    if (key === 'ArrowDown') setActive((i) => Math.min(found.length - 1, i + 1));
    else if (key === 'ArrowUp') setActive((i) => Math.max(0, i - 1));
    else if (key === 'Enter') run(found[active]);
    else return false;
    return true;
  };

  return (
    <Modal label="Commands" onClose={onClose} className="mt-[12vh] max-w-[560px]">
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={16} aria-hidden className="shrink-0 text-muted" />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={found[active] ? `${list}-${active}` : undefined}
          aria-label="Find a command"
          placeholder="Go to a page, import a folder, change the theme…"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (onKeyDown(event.key)) event.preventDefault();
          }}
          className="h-12 min-w-0 flex-1 bg-transparent text-read outline-none"
        />
      </div>
      <div id={list} role="listbox" aria-label="Commands" className="max-h-[50vh] overflow-y-auto p-2">
        {found.map((command, i) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys act in the field, which points here
          <div
            key={command.label}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            onPointerMove={() => setActive(i)}
            onClick={() => run(command)}
            className="flex h-10 cursor-pointer items-center gap-3 rounded-control px-3 text-read aria-selected:bg-accent-soft"
          >
            <command.icon size={16} aria-hidden className="shrink-0 text-muted" />
            <span className="flex-1 truncate">{command.label}</span>
            {command.keys === undefined ? null : <Keys keys={command.keys} />}
          </div>
        ))}
        {found.length === 0 ? <p className="px-3 py-4 text-muted">No command has these words.</p> : null}
      </div>
    </Modal>
  );
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const { openShortcuts } = useApp();
  return useMemo(
    () => [
      {
        label: 'Go to library',
        words: 'photos grid home',
        keys: 'G L',
        icon: Images,
        run: () => void navigate({ to: '/' }),
      },
      {
        label: 'Go to imports',
        words: 'sessions log progress',
        keys: 'G I',
        icon: Import,
        run: () => void navigate({ to: '/imports' }),
      },
      {
        label: 'Go to jobs',
        words: 'queues workers running failed retry pause',
        keys: 'G J',
        icon: Activity,
        run: () => void navigate({ to: '/jobs' }),
      },
      {
        label: 'Show failed jobs',
        words: 'problems errors retry ignore',
        icon: CircleX,
        run: () => void navigate({ to: '/jobs', search: { tab: 'failed' } }),
      },
      {
        label: 'Go to traces',
        words: 'what was tried methods duration',
        icon: Route,
        run: () => void navigate({ to: '/traces' }),
      },
      {
        label: 'Go to health',
        words: 'status disk tools database diagnostics',
        keys: 'G H',
        icon: HeartPulse,
        run: () => void navigate({ to: '/health' }),
      },
      {
        label: 'Go to incidents',
        words: 'failures day severity summary',
        icon: Siren,
        run: () => void navigate({ to: '/incidents' }),
      },
      {
        label: 'Go to logs',
        words: 'lines follow search component',
        icon: ScrollText,
        run: () => void navigate({ to: '/logs' }),
      },
      {
        label: 'Go to operations',
        words: 'audit who changed history',
        icon: ListChecks,
        run: () => void navigate({ to: '/operations' }),
      },
      {
        label: 'Import folder',
        words: 'add scan new photos',
        icon: FolderInput,
        run: () => void navigate({ to: '/imports', search: { start: true } }),
      },
      {
        label: 'Show assets without a picture',
        words: 'problem failed preview filter',
        icon: Search,
        run: () => void navigate({ to: '/', search: { problem: 'no-preview' } }),
      },
      { label: 'Theme: as the system', words: 'appearance colour', icon: SunMoon, run: () => setTheme('system') },
      { label: 'Theme: light', words: 'appearance bright colour', icon: Sun, run: () => setTheme('light') },
      { label: 'Theme: dark', words: 'appearance night colour', icon: Moon, run: () => setTheme('dark') },
      {
        label: 'Theme: high contrast',
        words: 'appearance access colour',
        icon: Contrast,
        run: () => setTheme('contrast'),
      },
      { label: 'Keyboard shortcuts', words: 'help keys', keys: '?', icon: Keyboard, run: openShortcuts },
    ],
    [navigate, openShortcuts],
  );
}
