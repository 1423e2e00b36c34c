// Runs in a worker thread, so that a handler that blocks the event loop does not lose its leases.
import { parentPort, workerData } from 'node:worker_threads';
import type { Client } from 'pg';
import { postgresClient } from '../../../db/postgres-client.ts';

/** What the thread is told at its start. */
export interface KeepAliveData {
  readonly url: string;
  readonly worker: string;
  readonly leaseMs: number;
  readonly beatMs: number;
}

/** By the clock of the database; rows that are being settled are left to that. */
const RENEW = `
with held as (select id from job where worker_id = $1 and state = 'running' for update skip locked)
update job set lease_until_ms = cast(extract(epoch from clock_timestamp()) * 1000 as bigint) + $2
from held where job.id = held.id`;
const SEEN = `
update worker set seen_at_ms = cast(extract(epoch from clock_timestamp()) * 1000 as bigint)
where id = $1 and state != 'stopped'`;

function keepAlive({ url, worker, leaseMs, beatMs }: KeepAliveData): void {
  let client: Client | undefined;
  const beat = async (): Promise<void> => {
    const own = client ?? (await connect(url));
    client = own;
    try {
      await own.query(RENEW, [worker, leaseMs]);
      await own.query(SEEN, [worker]);
    } catch {
      client = undefined; // the next beat tries anew, and a lease lasts several
      await own.end().catch(() => undefined);
    }
  };
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating.then(beat).catch(() => undefined);
  }, beatMs);
  parentPort?.once('message', () => {
    clearInterval(timer);
    void beating.then(() => client?.end());
  });
}

async function connect(url: string): Promise<Client> {
  const client = postgresClient(url);
  await client.connect();
  return client;
}

const data: KeepAliveData = workerData;
keepAlive(data);
