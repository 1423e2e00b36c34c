import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backupDatabase } from './backup.ts';
import type { OpenDatabase } from './open.ts';

const SCHEDULED = /^catalogue-\d{8}T\d{9}Z-scheduled\.sqlite$/;

/** A backup named by time; of those made so the newest `keep` stay. @returns its path. @throws as `backupDatabase` */
export async function backUpBySchedule(
  open: Pick<OpenDatabase, 'file'>,
  about: { folder: string; keep: number; nowMs: number },
): Promise<string> {
  const stamp = new Date(about.nowMs).toISOString().replaceAll(/[-:.]/g, '');
  const file = join(about.folder, `catalogue-${stamp}-scheduled.sqlite`);
  await backupDatabase(open, file);
  const names = (await readdir(about.folder)).filter((name) => SCHEDULED.test(name)).sort();
  for (const old of names.slice(0, -about.keep)) await rm(join(about.folder, old), { force: true });
  return file;
}
