import { CompiledQuery, type QueryResult } from 'kysely';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import { change, rows } from './rows.ts';

/** A statement with its parameters. */
export type Statement = readonly [text: string, parameters: readonly unknown[]];

/** Statements that are sent at once. What they give is one row: a list for each. */
export interface QueryOfEach extends CompiledQuery {
  readonly each: readonly CompiledQuery[];
}

/** A statement that is done once, however often it is asked with. */
export interface Once {
  readonly statement: Statement;
  /** What it gave. */
  found?: readonly object[];
}

/** What is done besides what is asked for: before it, of which nothing is given back, and after it. */
export interface Besides {
  readonly first?: Statement | undefined;
  readonly last?: Once | undefined;
}

/** Statements done ahead of the time when somebody asks for what they give. */
interface Ahead {
  readonly statements: readonly Statement[];
  readonly besides: Besides;
  found?: readonly (readonly object[])[] | undefined;
}

const asked = new WeakMap<Tx, Ahead>();

/**
 * Lets the next `changeAndRead` of a transaction do these as well, on PostgreSQL: the next `rowsOfEach`, where it is of this
 * very list, then takes no time.
 */
export function askAhead(tx: Tx, statements: readonly Statement[], besides: Besides = {}): void {
  if (isPostgres(tx)) asked.set(tx, { statements, besides });
}

/** What was asked ahead may be different by now. */
export function forgetAhead(tx: Tx): void {
  asked.delete(tx);
}

/**
 * Rows of several statements, done one after the other, none of which needs to know what another gives: on PostgreSQL they
 * take the time of one round trip. `T` names the row of each.
 */
export async function rowsOfEach<T extends readonly object[]>(
  tx: Tx,
  statements: { readonly [K in keyof T]: Statement },
  besides: Besides = {},
): Promise<{ readonly [K in keyof T]: readonly T[K][] }> {
  const known = asked.get(tx);
  forgetAhead(tx);
  const isKnown = known?.statements === statements && known.found !== undefined;
  const found: unknown = isKnown ? known.found : await rowsOf(tx, statements, besides);
  return found as { readonly [K in keyof T]: readonly T[K][] }; // in the order of the statements, as their types are
}

/** How many rows a statement changes, and what others give that are done after it: one round trip, too. */
export async function changeAndRead<T extends readonly object[]>(
  tx: Tx,
  [text, parameters]: Statement,
  reads: { readonly [K in keyof T]: Statement },
): Promise<{ readonly changed: number; readonly found: { readonly [K in keyof T]: readonly T[K][] } }> {
  if (!isPostgres(tx)) {
    const changed = await change(tx, text, parameters);
    return { changed, found: await rowsOfEach<T>(tx, reads) };
  }
  const also = asked.get(tx);
  const ahead = also ? withBesides(also) : [];
  const { rows, numAffectedRows = 0n } = await ask(tx, [[text, parameters], ...reads, ...ahead]);
  const [all = []] = rows;
  const found: unknown = all.slice(1, 1 + reads.length);
  if (also) also.found = withoutBesides(all.slice(1 + reads.length), also);
  return { changed: Number(numAffectedRows), found: found as { readonly [K in keyof T]: readonly T[K][] } };
}

async function rowsOf(
  tx: Tx,
  statements: readonly Statement[],
  besides: Besides,
): Promise<readonly (readonly object[])[]> {
  const all = withBesides({ statements, besides });
  const found = isPostgres(tx) ? (await ask(tx, all)).rows[0] : await inTurn(tx, all);
  return withoutBesides(found ?? [], { statements, besides });
}

function withBesides({ statements, besides: { first, last } }: Ahead): readonly Statement[] {
  return [...(first ? [first] : []), ...statements, ...(last && !last.found ? [last.statement] : [])];
}

function withoutBesides(
  found: readonly (readonly object[])[],
  { statements, besides: { first, last } }: Ahead,
): readonly (readonly object[])[] {
  const from = first ? 1 : 0;
  const after = found[from + statements.length];
  if (last && after) last.found = after;
  return found.slice(from, from + statements.length);
}

/** One row: what each gives. As changed count those that the first changes. */
function ask(tx: Tx, statements: readonly Statement[]): Promise<QueryResult<readonly (readonly object[])[]>> {
  const each = statements.map(([text, parameters]) => CompiledQuery.raw(text, [...parameters]));
  const query: QueryOfEach = { ...CompiledQuery.raw(statements.map(([text]) => text).join(';')), each };
  return tx.executeQuery<readonly (readonly object[])[]>(query);
}

async function inTurn(tx: Tx, statements: readonly Statement[]): Promise<readonly (readonly object[])[]> {
  const found: (readonly object[])[] = [];
  for (const [text, parameters] of statements) found.push(await rows<object>(tx, text, parameters));
  return found;
}
