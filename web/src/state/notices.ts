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
/** What can be taken back, also when it is not offered any more; newest last. */
let undos: readonly Notice[] = [];
const UNDOS = 50;
let nextId = 1;

const become = (next: readonly Notice[]): void => {
  notices = next;
  for (const listener of listeners) listener();
};

/** Shows a message for 8 s; the newest three stay. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  const added = { ...notice, id };
  if (added.action?.label === 'Undo') undos = [...undos.slice(1 - UNDOS), added];
  become([...notices.slice(-2), added]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  become(notices.filter((notice) => notice.id !== id));
}

/** Does what a message offers; once. */
export function runAction({ id, action }: Notice): void {
  undos = undos.filter((undo) => undo.id !== id);
  dismiss(id);
  action?.run();
}

/** Takes back what was done last and not taken back yet, also when its message is gone. */
export function undoLatest(): void {
  const last = undos.at(-1);
  if (last) runAction(last);
}

/** For `useSyncExternalStore`. */
export const noticeStore = {
  get: (): readonly Notice[] => notices,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
