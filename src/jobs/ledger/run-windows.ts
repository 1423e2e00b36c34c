import type { Database, Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { RunWindow } from '../run-window.ts';

const BROWSED = `select value from library_meta where key = 'browsed_at_ms'`;

const NOTE_BROWSED = `
insert into library_meta (key, value) values ('browsed_at_ms', ?) on conflict (key) do update set value = excluded.value`;

const KEEP = `
insert into job_queue (name, run_window) values (?, ?) on conflict (name) do update set run_window = excluded.run_window`;

const FORGET = `
update job_queue set run_window = null
where run_window is not null and name not in (select value from json_each(?))`;

/** Makes the stored windows of queues those that are configured. */
export async function keepRunWindows(tx: Tx, windows: Readonly<Record<string, RunWindow>>): Promise<void> {
  for (const [queue, window] of Object.entries(windows)) await rows(tx, KEEP, [queue, JSON.stringify(window)]);
  await rows(tx, FORGET, [JSON.stringify(Object.keys(windows))]);
}

/** When somebody last looked at the library. */
export async function browsedAtMs(db: Database | Tx): Promise<number | undefined> {
  const [row] = await rows<{ value: string }>(db, BROWSED, []);
  return row ? Number(row.value) : undefined;
}

/** Notes that somebody looks at the library. */
export async function noteBrowsed(tx: Tx, atMs: number): Promise<void> {
  await rows(tx, NOTE_BROWSED, [String(atMs)]);
}
