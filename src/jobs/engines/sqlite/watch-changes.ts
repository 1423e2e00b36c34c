import type { Database } from '../../../db/database.ts';
import { NodeSqliteAdapter } from '../../../db/node-sqlite.ts';

/** A few microseconds each, straight on the connection: how long a cancel by another process waits. */
const EVERY_MS = 50;

/** Calls `changed` soon after another connection has committed (SQLite counts those), until disposed. */
export function watchChanges(db: Database, changed: () => void): Disposable {
  const { adapter } = db.getExecutor();
  if (!(adapter instanceof NodeSqliteAdapter)) throw new TypeError('Only SQLite counts its changes');
  let last: unknown;
  const timer = setInterval(() => {
    const version = versionOf(adapter);
    if (version === undefined) return; // asked again at the next turn
    if (last !== undefined && version !== last) changed();
    last = version;
  }, EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function versionOf(adapter: NodeSqliteAdapter): number | undefined {
  try {
    return adapter.rows<{ data_version: number }>('pragma data_version', [])[0]?.data_version;
  } catch {
    return undefined;
  }
}
