const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * A signal that aborts at the first Ctrl+C or SIGTERM. Then the handlers are gone, so a second one ends the process
 * at once, as the system does it. Disposing takes the handlers away.
 */
export function stopOnSignals(host: NodeJS.Process = process): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const release = (): void => {
    for (const name of SIGNALS) host.off(name, stop);
  };
  const stop = (name: NodeJS.Signals): void => {
    release();
    controller.abort(new Error(`Stopped by ${name}`));
  };
  for (const name of SIGNALS) host.on(name, stop);
  return { signal: controller.signal, [Symbol.dispose]: release };
}
