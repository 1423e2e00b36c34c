import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables/database.ts';

/** The catalogue, for reading and for starting transactions. */
export type Database = Kysely<Tables>;

/** A running write transaction. Every writing function asks for one, so a write outside does not compile. */
export type Tx = Transaction<Tables>;
