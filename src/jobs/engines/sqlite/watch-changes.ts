import type { Database } from '../../../db/database.ts';
import { NodeSqliteAdapter } from '../../../db/node-sqlite.ts';

/** While jobs run: how long a cancel by another process waits. */
const BUSY_MS = 50;
/** Else: every wake of an idle process costs more than the look itself. */
const IDLE_MS = 250;

/** Calls `changed` soon after another connection has committed (SQLite counts those), sooner while `isBusy`, until disposed. */
export function watchChanges(db: Database, isBusy: () => boolean, changed: () => void): Disposable {
  const { adapter } = db.getExecutor();
  if (!(adapter instanceof NodeSqliteAdapter)) throw new TypeError('Only SQLite counts its changes');
  let last: unknown;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const version = versionOf(adapter);
    if (version !== undefined) {
      if (last !== undefined && version !== last) changed();
      last = version;
    } // else asked again at the next turn
    timer = setTimeout(look, isBusy() ? BUSY_MS : IDLE_MS).unref();
  };
  look();
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

function versionOf(adapter: NodeSqliteAdapter): number | undefined {
  try {
    return adapter.rows<{ data_version: number }>('pragma data_version', [])[0]?.data_version;
  } catch {
    return undefined;
  }
}
