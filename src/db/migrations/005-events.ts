import { type Kysely, sql } from 'kysely';

/** The outbox: facts that happened, in order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await sql`create table event (seq integer primary key autoincrement, at_ms bigint not null, type text not null, version integer not null, subject text, data text not null)`.execute(
    db,
  );
  await schema.createIndex('event_type').on('event').columns(['type', 'seq']).execute();
  await schema.createIndex('event_subject').on('event').columns(['subject', 'seq']).execute();
}
