import { maskUrl } from '../base/database-url.ts';
import { toAppError } from '../base/errors.ts';
import { countOf } from '../contract/count-words.ts';
import { helpFor } from '../contract/errors.ts';
import type { CheckLine } from '../contract/system.ts';
import { compareMigrations } from '../db/compare-migrations.ts';
import { hasDatabase } from '../db/has-database.ts';
import { openReader } from '../db/open.ts';
import { checkLine } from './check-line.ts';

/** Whether the database can be read and has the schema of this version. `supervisor db check` reads it whole. */
export async function checkDatabaseFile(file: string): Promise<CheckLine> {
  const check = checkLine('database', 'Database', true);
  if (!hasDatabase(file)) return check.ok(`${file} (not there yet)`);
  try {
    await using open = await openReader({ file });
    const { applied, pending, changed, newer } = await compareMigrations(open.db);
    if (newer[0])
      return check.bad(`made by a newer version (${newer[0].name})`, 'Use that newer version of Supervisor');
    if (changed[0])
      return check.bad(
        `migration ${changed[0].name} is not the one of this version`,
        'Restore a backup with `supervisor db restore`',
      );
    if (pending.length > 0)
      return check.warn(
        `${countOf(pending.length, 'migration is', 'migrations are')} pending`,
        'Start Supervisor, or run `supervisor db migrate`; a backup is taken first',
      );
    return check.ok(`${open.file}, ${countOf(applied.length, 'migration')}`);
  } catch (error) {
    const { code, message } = toAppError(error);
    return check.bad(`${maskUrl(file)}: ${message}`, helpFor(code));
  }
}
