import { CompiledQuery } from 'kysely';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import { rows } from './rows.ts';

/** A statement with its parameters. */
export type Statement = readonly [text: string, parameters: readonly unknown[]];

/** Statements that are sent at once. What they give is one row: a list for each. */
export interface QueryOfEach extends CompiledQuery {
  readonly each: readonly CompiledQuery[];
}

/**
 * Rows of several statements, done one after the other, none of which needs to know what another gives: on PostgreSQL they
 * take the time of one round trip. `T` names the row of each; of `first`, which is done before, nothing is given back.
 */
export async function rowsOfEach<T extends readonly object[]>(
  tx: Tx,
  statements: { readonly [K in keyof T]: Statement },
  first?: Statement,
): Promise<{ readonly [K in keyof T]: readonly T[K][] }> {
  const all: readonly Statement[] = first ? [first, ...statements] : statements;
  const found = isPostgres(tx) ? await together(tx, all) : await inTurn(tx, all);
  const wanted: unknown = first ? found.slice(1) : found;
  return wanted as { readonly [K in keyof T]: readonly T[K][] }; // in the order of the statements, as their types are
}

async function together(tx: Tx, statements: readonly Statement[]): Promise<readonly (readonly object[])[]> {
  const each = statements.map(([text, parameters]) => CompiledQuery.raw(text, [...parameters]));
  const query: QueryOfEach = { ...CompiledQuery.raw(statements.map(([text]) => text).join(';')), each };
  const { rows: found } = await tx.executeQuery<readonly (readonly object[])[]>(query);
  return found[0] ?? [];
}

async function inTurn(tx: Tx, statements: readonly Statement[]): Promise<readonly (readonly object[])[]> {
  const found: (readonly object[])[] = [];
  for (const [text, parameters] of statements) found.push(await rows<object>(tx, text, parameters));
  return found;
}
