/**
 * Asks again for what has changed, one request at a time. A change that comes while a reply is on its way is asked for
 * once more after it: that reply may have been made before the change.
 */
export function refresher(ask: () => Promise<unknown>): () => void {
  let state: 'rest' | 'asking' | 'again' = 'rest';
  const run = async (): Promise<void> => {
    do {
      state = 'asking';
      await ask();
    } while (isAgain());
    state = 'rest';
  };
  const isAgain = (): boolean => state === 'again';
  return () => {
    if (state === 'rest') void run();
    else state = 'again';
  };
}
