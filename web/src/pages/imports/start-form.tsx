import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Folder } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { ImportMode } from '../../../../src/contract/import.ts';
import { api } from '../../api/client.ts';
import { foldersQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { pastedPath, shownName } from '../../words/path.ts';

const MODES = [
  ['in-place', 'Originals stay where they are', 'Nothing is moved, changed or written beside them.'],
  [
    'copy',
    'Originals are copied into the library folder',
    'Sorted by its layout template; the originals stay as well.',
  ],
  [
    'move',
    'Originals are moved into the library folder',
    'Each file is verified in its new place before the old one goes.',
  ],
] as const satisfies readonly (readonly [ImportMode, string, string])[];

/** Starts an import: a folder with completion, and how originals are treated. */
export function StartForm({ focus }: { readonly focus: boolean }): ReactElement {
  const [path, setPath] = useState('');
  const [mode, setMode] = useState<ImportMode>('in-place');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () => api.imports.start({ path: pastedPath(path), mode }),
    onSuccess(session) {
      setPath('');
      void queries.invalidateQueries({ queryKey: ['imports'] });
      void navigate({ to: '/imports/$id', params: { id: session.id } });
    },
  });
  const ready = path.trim() !== '' && !start.isPending;
  return (
    <form
      aria-label="Import folder"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) start.mutate();
      }}
      className="flex flex-col gap-3"
    >
      <div className="flex items-start gap-2 max-[560px]:flex-col max-[560px]:items-stretch">
        <PathField path={path} focus={focus} onPath={setPath} />
        <Button type="submit" look="primary" disabled={!ready} className="h-10!">
          Import folder
        </Button>
      </div>
      <details className="group">
        <summary className="w-fit list-none rounded-control text-muted hover:text-text">
          <span aria-hidden className="inline-block w-4 transition-transform group-open:rotate-90 rtl:-scale-x-100">
            ›
          </span>
          {MODES.find(([name]) => name === mode)?.[1]}
        </summary>
        <fieldset className="mt-2 flex flex-col gap-2 ps-4">
          <legend className="sr-only">What happens to originals</legend>
          {MODES.map(([name, title, what]) => (
            <label key={name} className="flex items-start gap-2">
              <input
                type="radio"
                name="mode"
                value={name}
                checked={mode === name}
                onChange={() => setMode(name)}
                className="mt-1 accent-[var(--accent-solid)]"
              />
              <span>
                {title} <span className="block text-muted">{what}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </details>
      {start.error === null ? null : <ProblemBox title="The import was not started" error={start.error} />}
    </form>
  );
}

interface PathFieldProps {
  readonly path: string;
  readonly focus: boolean;
  readonly onPath: (path: string) => void;
}

function PathField({ path, focus, onPath }: PathFieldProps): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { data } = useQuery({ ...foldersQuery(pastedPath(path)), enabled: open });
  const folders = open ? (data?.folders ?? []) : [];
  useEffect(() => {
    if (focus) field.current?.focus();
  }, [focus]);

  const take = (folder: string): void => {
    onPath(`${folder.replace(/\/$/, '')}/`);
    setActive(-1);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Tab completes what is begun, and leaves a field with a whole folder: it would never get out of a deep tree.
    const completes = event.key === 'Tab' && !event.shiftKey && path !== '' && !path.endsWith('/');
    const chosen = folders[active] ?? (completes ? folders[0] : undefined);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      setActive((i) => Math.max(-1, Math.min(folders.length - 1, i + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Escape' && open) setOpen(false);
    else if ((event.key === 'Enter' || completes) && chosen !== undefined && chosen !== path) take(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative min-w-0 flex-1">
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label="Folder on this machine"
        aria-expanded={folders.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${list}-${active}` : undefined}
        spellCheck={false}
        autoComplete="off"
        placeholder="Path of a folder, e.g. /home/me/Pictures"
        value={path}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          onPath(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-control border border-line bg-surface px-3 text-read"
      />
      <div
        id={list}
        role="listbox"
        aria-label="Folders"
        hidden={folders.length === 0}
        className="absolute inset-x-0 top-11 z-20 max-h-72 overflow-y-auto rounded-panel border border-line bg-raised p-1 shadow-float"
      >
        {folders.map((folder, i) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys act in the field
          <div
            key={folder}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            onPointerDown={(event) => {
              event.preventDefault();
              take(folder);
            }}
            className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 hover:bg-hover aria-selected:bg-accent-soft"
          >
            <Folder size={16} aria-hidden className="shrink-0 text-muted" />
            <span className="truncate">{shownName(folder)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
