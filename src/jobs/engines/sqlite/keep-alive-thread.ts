// Runs in a worker thread, so that a handler that blocks the event loop does not lose its leases.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is told at its start. */
export interface KeepAliveData {
  readonly file: string;
  readonly worker: string;
  readonly leaseMs: number;
  readonly beatMs: number;
}

const BUSY_TIMEOUT_MS = 2_000;

function keepAlive({ file, worker, leaseMs, beatMs }: KeepAliveData): void {
  const sqlite = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  // a renewed lease need not survive a power cut, and the connection holds next to nothing in memory
  sqlite.exec('pragma synchronous = normal; pragma cache_size = -256');
  const renew = sqlite.prepare(`update job set lease_until_ms = ? where worker_id = ? and state = 'running'`);
  const seen = sqlite.prepare(`update worker set seen_at_ms = ? where id = ? and state != 'stopped'`);
  const timer = setInterval(() => {
    try {
      renew.run(Date.now() + leaseMs, worker);
      seen.run(Date.now(), worker);
    } catch {
      // busy or full: the next beat tries again, and a lease lasts several
    }
  }, beatMs);
  parentPort?.once('message', () => {
    clearInterval(timer);
    sqlite.close();
  });
}

const data: KeepAliveData = workerData;
keepAlive(data);
