import { AppError } from '../../base/errors.ts';
import { compareMigrations } from '../compare-migrations.ts';
import { type Migration, migrations } from '../migrations/list.ts';
import type { OpenDatabase } from '../open.ts';

/** A migration with the hash of its SQL. */
export type Step = Migration & { readonly hash: string };

/** The program's steps that a database has; all of them must be known. @throws no_library · database_newer · migration_changed */
export async function knownSteps(from: OpenDatabase): Promise<readonly Step[]> {
  const { applied, changed, newer } = await compareMigrations(from.db);
  if (applied.length === 0) throw new AppError('no_library', `There is no library in ${from.file}`);
  if (newer[0]) throw new AppError('database_newer', `${from.file} was made by a newer version (${newer[0].name})`);
  if (changed[0])
    throw new AppError('migration_changed', `Migration ${changed[0].name} of ${from.file} is another one`);
  return migrations.flatMap((step) => {
    const known = applied.find(({ id }) => id === step.id);
    return known ? [{ ...step, hash: known.hash }] : [];
  });
}
