import type { Database } from '../../../db/database.ts';
import { rows } from '../../../db/rows.ts';

const EVERY_MS = 250;

/** Calls `changed` soon after another connection has committed (SQLite counts those), until disposed. */
export function watchChanges(db: Database, changed: () => void): Disposable {
  let last: number | undefined;
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const [row] = await rows<{ data_version: number }>(db, 'pragma data_version', []);
      if (last !== undefined && row?.data_version !== last) changed();
      last = row?.data_version;
    } catch {
      // asked again at the next turn
    } finally {
      asking = false;
    }
  };
  void ask();
  const timer = setInterval(() => void ask(), EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
