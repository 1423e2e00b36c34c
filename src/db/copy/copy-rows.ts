import { AppError } from '../../base/errors.ts';
import type { Database, Tx } from '../database.ts';
import { isPostgres } from '../dialect/is-postgres.ts';
import { rows } from '../rows.ts';
import { type CopiedTable, copyOrder } from './copy-order.ts';
import { RowSum } from './row-sum.ts';

/** Rows of one statement: with the widest table far below what both databases take as parameters. */
const BATCH = 200;

/** How many rows of a table were copied. */
export interface TableCopied {
  readonly table: CopiedTable;
  readonly rows: number;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Copies every row into the empty tables of `to` and reads them back: count and checksum must be the same.
 * @throws database_copy_differs
 */
export async function copyRows(
  from: Database | Tx,
  to: Tx,
  onTable: (copied: TableCopied) => void = () => undefined,
): Promise<readonly TableCopied[]> {
  const all: TableCopied[] = [];
  for (const table of copyOrder) {
    const given = new RowSum();
    for await (const batch of batchesOf(from, table)) {
      for (const row of batch) given.add(row);
      await insert(to, table, batch);
    }
    const taken = new RowSum();
    for await (const batch of batchesOf(to, table)) for (const row of batch) taken.add(row);
    if (String(given) !== String(taken)) {
      throw new AppError(
        'database_copy_differs',
        `The copy of ${table} has ${taken.count} rows of ${given.count}, or other ones`,
        {
          details: { table, rows: given.count, copied: taken.count },
        },
      );
    }
    const copied = { table, rows: given.count };
    all.push(copied);
    onTable(copied);
  }
  if (isPostgres(to)) await rows(to, CONTINUE_COUNTING, []);
  return all;
}

const CONTINUE_COUNTING = `
select setval(pg_get_serial_sequence('event', 'seq'), (select max(seq) from event)) where exists (select from event)`;

async function* batchesOf(db: Database | Tx, table: CopiedTable): AsyncGenerator<readonly Row[]> {
  // those that a cover stands for refer to it, so covers come first
  if (table === 'asset') {
    yield* batched(db.selectFrom('asset').selectAll().where('cover_id', 'is', null).stream(BATCH));
    yield* batched(db.selectFrom('asset').selectAll().where('cover_id', 'is not', null).stream(BATCH));
  } else yield* batched(db.selectFrom(table).selectAll().stream(BATCH));
}

async function* batched(stream: AsyncIterable<unknown>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of stream) {
    batch.push({ ...(row as Row) });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function insert(to: Tx, table: CopiedTable, batch: readonly Row[]): Promise<void> {
  const columns = Object.keys(batch[0] ?? {});
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  const names = columns.map((column) => `"${column}"`).join(', ');
  const text = `insert into "${table}" (${names}) values ${batch.map(() => tuple).join(', ')}`;
  await rows(
    to,
    text,
    batch.flatMap((row) => columns.map((column) => row[column])),
  );
}
