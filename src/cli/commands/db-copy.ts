import { resolve } from 'node:path';
import { z } from 'zod';
import { isPostgresUrl, maskUrl } from '../../base/database-url.ts';
import { AppError, toAppError } from '../../base/errors.ts';
import { countOf } from '../../contract/count-words.ts';
import { copyDatabase } from '../../db/copy/copy-database.ts';
import { knownSteps } from '../../db/copy/known-steps.ts';
import { hasDatabase } from '../../db/has-database.ts';
import { type OpenDatabase, openDatabase } from '../../db/open.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { visibleText } from '../visible-text.ts';

const place = z.string().min(1);

export const dbCopy = defineCommand({
  name: 'db copy',
  summary: 'Copy a library from one database to another, from SQLite to PostgreSQL or back, and verify every row',
  details:
    'Files and pictures stay where they are. Set database.url (or database.file) to the copy afterwards. Nothing may run on the source.',
  positionals: {
    from: place.describe('File of the database, or postgres://user:password@host/name'),
    to: place.describe('A file that does not exist yet, or an empty PostgreSQL database'),
  },
  examples: ['db copy catalogue.sqlite postgres://supervisor@db.home/photos'],
  exits: { 0: 'copied and verified', 1: 'nothing was copied', 10: 'no library in the source', 11: 'the library runs' },
  async run({ args, print }) {
    const [source, target] = [placeOf(args.from), placeOf(args.to)];
    if (!hasDatabase(source)) throw new AppError('no_library', `There is no database at ${source}`);
    await using from = await openPlace(source);
    await knownSteps(from); // before a target is made that nothing comes into
    await using to = await openPlace(target);
    const copied = await copyDatabase(from, to, ({ table, rows }) =>
      print.line({ type: 'table', table, rows }, `  ${String(rows).padStart(9)}  ${table}`),
    );
    const sum = copied.reduce((total, { rows }) => total + rows, 0);
    print.summary(
      { from: from.file, to: to.file, rows: sum, tables: copied.length },
      `Copied ${countOf(sum, 'row')} of ${countOf(copied.length, 'table')} to ${visibleText(to.file)}, each verified.`,
    );
    return EXIT.ok;
  },
});

/** Of two databases the one that refuses is named. */
async function openPlace(file: string): Promise<OpenDatabase> {
  try {
    return await openDatabase({ file });
  } catch (error) {
    const { code, message, retry } = toAppError(error);
    throw new AppError(code, `${maskUrl(file)}: ${message}`, { retry, cause: error });
  }
}

function placeOf(text: string): string {
  return isPostgresUrl(text) ? text : resolve(text);
}
