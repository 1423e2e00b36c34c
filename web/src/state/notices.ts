/** A short message at the bottom of the page. `bad` is read out at once, the others when it is quiet. */
export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'bad';
  readonly text: string;
  readonly detail?: string | undefined;
  readonly code?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const SHOWN_MS = 8_000;
const listeners = new Set<() => void>();
let notices: readonly Notice[] = [];
let nextId = 1;

const become = (next: readonly Notice[]): void => {
  notices = next;
  for (const listener of listeners) listener();
};

/** Shows a message for 8 s; the newest three stay. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  become([...notices.slice(-2), { ...notice, id }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  become(notices.filter((notice) => notice.id !== id));
}

/** Takes back the newest action that still offers it. */
export function undoLatest(): void {
  const last = notices.findLast(({ action }) => action?.label === 'Undo');
  if (!last?.action) return;
  dismiss(last.id);
  last.action.run();
}

/** For `useSyncExternalStore`. */
export const noticeStore = {
  get: (): readonly Notice[] => notices,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
