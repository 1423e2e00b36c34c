import { useSyncExternalStore } from 'react';

/** A small choice that the browser remembers, shared by all components that use it. */
export interface Stored<T extends string> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

/** Opens a choice kept in localStorage; without storage it lives as long as the page. */
export function stored<T extends string>(name: string, allowed: readonly T[], initial: T): Stored<T> {
  const key = `supervisor.${name}`;
  const listeners = new Set<() => void>();
  let value = allowed.find((one) => one === read(key)) ?? initial;
  return {
    get: () => value,
    set(next) {
      value = next;
      try {
        localStorage.setItem(key, next);
      } catch {
        // Storage is blocked or full: the choice holds for this page.
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** The choice's present value, kept up to date. */
export function useStored<T extends string>(choice: Stored<T>): T {
  return useSyncExternalStore(choice.subscribe, choice.get);
}
