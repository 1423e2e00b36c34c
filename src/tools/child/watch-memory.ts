/** How often the memory of a working child is looked at. */
const LOOK_MS = 200;

/** What is watched, and what happens when it holds too much. */
export interface MemoryWatch {
  /** Nothing is read while this is false. */
  isBusy(): boolean;
  rssMiB(): number | undefined;
  readonly maxRssMiB: number;
  exceeded(rssMiB: number): void;
}

/** Looks at a child's memory five times a second while it works, until disposed. */
export function watchMemory(watch: MemoryWatch): Disposable {
  const look = (): void => {
    if (!watch.isBusy()) return;
    const rssMiB = watch.rssMiB();
    if (rssMiB !== undefined && rssMiB > watch.maxRssMiB) watch.exceeded(rssMiB);
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
